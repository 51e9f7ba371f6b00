import { describe, expect, test } from 'vitest'
import { type BreakerState, createBreaker } from '../../src/upstream/breaker.ts'
import { type Verdict, verdictOn } from '../../src/upstream/health-verdict.ts'
import type { UpstreamFailure } from '../../src/upstream/message.ts'

function breakerAt(failures = 3) {
  let clock = 0
  const states: BreakerState[] = []
  const breaker = createBreaker(
    { failures, pause: 1000 },
    () => clock,
    (state) => states.push(state),
  )
  const saw = (verdict: Verdict, times = 1) => Array.from({ length: times }, () => breaker.saw(verdict))
  const pass = (milliseconds: number) => {
    clock += milliseconds
  }
  return { breaker, states, saw, pass }
}

test('opens after failures in a row, refuses until its pause is over, and closes after a trial that went well', () => {
  const { breaker, states, saw, pass } = breakerAt()
  saw('ill', 3)
  expect(breaker.admit()).toBe(1000)
  pass(600)
  expect(breaker.admit()).toBe(400)
  pass(400)
  expect(breaker.admit()).toBe(0)
  saw('well')
  expect(breaker.admit()).toBe(0)
  expect(states).toEqual(['open', 'half-open', 'closed'])
})

test.each<[string, Verdict[]]>([
  ['too few failures', ['ill', 'ill']],
  ['failures with a good answer between them', ['ill', 'ill', 'well', 'ill', 'ill']],
  ['clients that leave', ['unknown', 'unknown', 'unknown', 'unknown']],
])('stays closed after %s', (_name, verdicts) => {
  const { breaker, saw } = breakerAt()
  for (const verdict of verdicts) saw(verdict)
  expect([breaker.admit(), breaker.state()]).toEqual([0, 'closed'])
})

test('one trial at a time; a client that leaves during it makes way for the next', () => {
  const { breaker, saw, pass } = breakerAt()
  saw('ill', 3)
  pass(1000)
  expect(breaker.admit()).toBe(0)
  expect(breaker.admit()).toBeGreaterThan(0)
  saw('unknown')
  expect(breaker.admit()).toBe(0)
})

test('pauses double while trials fail, up to four times the first', () => {
  const { breaker, saw, pass } = breakerAt()
  saw('ill', 3)
  const pauses = Array.from({ length: 4 }, () => {
    const wait = breaker.admit()
    pass(wait)
    breaker.admit()
    saw('ill')
    return wait
  })
  expect(pauses).toEqual([1000, 2000, 4000, 4000])
})

test('late failures of requests that were sent before do not make the pause longer', () => {
  const { breaker, saw } = breakerAt()
  saw('ill', 3)
  saw('ill', 10)
  expect(breaker.admit()).toBe(1000)
})

test('a health check that goes well closes it at once', () => {
  const { breaker, saw } = breakerAt()
  saw('ill', 3)
  saw('well')
  expect(breaker.admit()).toBe(0)
})

describe('what an exchange tells of the server', () => {
  test.each([
    [200, 'well'],
    [404, 'well'],
    [429, 'well'],
    [500, 'well'],
    [502, 'ill'],
    [503, 'ill'],
    [504, 'ill'],
  ] as const)('status %i: %s', (status, verdict) => expect(verdictOn({ status })).toBe(verdict))

  test.each([
    ['connect', 'ill'],
    ['timeout', 'ill'],
    ['reset', 'ill'],
    ['protocol', 'ill'],
    ['aborted', 'unknown'],
  ] as const)('%s: %s', (failed, verdict) => {
    const failure: UpstreamFailure = { failed, detail: '' }
    expect(verdictOn(failure)).toBe(verdict)
  })
})
