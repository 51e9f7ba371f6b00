import { expect, test } from 'vitest'
import { failureAnswer } from '../../../src/denial/failures.ts'
import { ownAnswer } from '../../../src/denial/outcome.ts'
import { createStatements, type FetchedStatement } from '../../../src/road/forward/statements.ts'

const HOUR = 3_600_000
const good = (text: string): FetchedStatement => ({ answer: ownAnswer(200, Buffer.from(text)), upstreamStatus: 200 })
const down: FetchedStatement = { answer: failureAnswer('UPSTREAM_UNREACHABLE') }

function statements(answers: readonly FetchedStatement[]) {
  let now = 0
  let asked = 0
  const kept = createStatements(() => now)
  return {
    get: async (mode = 'full') => {
      const { answer } = await kept.get(
        mode,
        async () => answers[Math.min(asked++, answers.length - 1)] as FetchedStatement,
      )
      return 'code' in answer ? answer.code : String(answer.body)
    },
    pass: (ms: number) => {
      now += ms
    },
    asked: () => asked,
  }
}

test('many callers at once ask once, and later ones when a minute is over', async () => {
  const { get, pass, asked } = statements([good('a'), good('b')])
  expect(await Promise.all([get(), get(), get()])).toEqual(['a', 'a', 'a'])
  pass(59_999)
  expect([await get(), asked()]).toEqual(['a', 1])
  pass(1)
  expect([await get(), asked()]).toEqual(['b', 2])
})

test('modes are kept apart', async () => {
  const { get } = statements([good('full'), good('terminology')])
  expect([await get('full'), await get('terminology'), await get('full')]).toEqual(['full', 'terminology', 'full'])
})

test('the last good one serves for an hour while the upstream is down, which is left alone meanwhile', async () => {
  const { get, pass, asked } = statements([good('a'), down])
  await get()
  pass(60_000)
  expect([await get(), await get(), asked()]).toEqual(['a', 'a', 2])
  pass(5_000)
  expect([await get(), asked()]).toEqual(['a', 3])
  pass(HOUR)
  expect(await get()).toBe('UPSTREAM_UNREACHABLE')
})

test('a failure is never kept', async () => {
  const { get } = statements([down, good('a')])
  expect([await get(), await get()]).toEqual(['UPSTREAM_UNREACHABLE', 'a'])
})

test('a fetch that throws leaves nothing behind', async () => {
  const kept = createStatements(() => 0)
  await expect(kept.get('full', () => Promise.reject(new Error('fault')))).rejects.toThrow('fault')
  expect(await kept.get('full', async () => good('a'))).toMatchObject({ upstreamStatus: 200 })
})
