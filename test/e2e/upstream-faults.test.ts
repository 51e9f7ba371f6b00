import { afterAll, beforeAll, expect, test } from 'vitest'
import { internalsMarker } from '../../demo/fhir-server/message.ts'
import type { Misbehaviour } from '../../demo/fhir-server/misbehaviour.ts'
import { type FailureCode, failures } from '../../src/denial/failures.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { type Load, type Sample, startLoad, statusesOf } from './load.ts'

let road: DemoRoad
let load: Load
beforeAll(async () => {
  road = await startDemoRoad({
    upstream: {
      timeouts: { connect: '1s', response: '2s' },
      health: { interval: '1s' },
      // What each fault looks like is asked here, not what comes of many.
      breaker: { failures: 1_000_000 },
    },
  })
  load = await startLoad(road)
})
afterAll(async () => {
  await load.stop()
  await road.stop()
})

/** How the FHIR server does wrong, and what readers and writers are told then. */
const faults: [name: string, how: Misbehaviour, read: FailureCode, write: FailureCode][] = [
  ['resets connections', { reset: true }, 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'],
  ['is silent', { headDelay: 10_000 }, 'UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT_WRITE'],
  ['cuts its answers', { cutAfter: 20 }, 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'],
  ['falls silent in the middle', { bodyDelay: 5000 }, 'UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT_WRITE'],
  ['answers in HTML', { html: true }, 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'],
  ['compresses unasked', { gzip: true }, 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'],
  ['writes members twice', { duplicateKeys: true }, 'UPSTREAM_BROKEN', 'UPSTREAM_BROKEN_WRITE'],
  ['redirects', { redirect: 'http://evil.example/login' }, 'UPSTREAM_REDIRECT', 'UPSTREAM_REDIRECT'],
  ['asks for a login', { unauthorized: true }, 'UPSTREAM_DENIED', 'UPSTREAM_DENIED'],
  ['is busy', { unavailable: { retryAfter: '7' } }, 'UPSTREAM_BUSY', 'UPSTREAM_BUSY'],
]

test.each(faults)('a FHIR server that %s', async (_name, how, read, write) => {
  await load.healthy()
  road.fhir.misbehave(how)
  const during = await load.next(2)
  road.fhir.misbehave({})
  expectAll(during, 'read', read)
  expectAll(during, 'write', write)
  expect(statusesOf(during, 'forbidden')).toEqual([403])
  if (read === 'UPSTREAM_BUSY') expect(during.find(({ kind }) => kind === 'read')?.headers.get('retry-after')).toBe('7')
  await load.healthy()
})

test('a FHIR server that is gone, and comes back', async () => {
  await load.healthy()
  await road.endFhir()
  expectAll(await load.next(), 'read', 'UPSTREAM_UNREACHABLE')
  expectAll(await load.next(), 'write', 'UPSTREAM_UNREACHABLE')
  expect(await upstreamUp()).toBe(0)
  expect(await readiness()).toMatchObject({ state: 'degraded', dependencies: { upstream: 'down' } })
  await road.restartFhir()
  await load.healthy()
  expect(await upstreamUp()).toBe(1)
  expect(await readiness()).toMatchObject({ state: 'ready', dependencies: { upstream: 'up' } })
})

test('nobody was ever shown what is forbidden, or the inside of the server', () => {
  expect(statusesOf(load.all, 'forbidden')).toEqual([403])
  for (const { text, headers } of load.all) expect(text + JSON.stringify([...headers])).not.toContain(internalsMarker)
})

test('every fault was counted by its kind', async () => {
  const text = await road.gateway.metrics()
  for (const kind of ['connect', 'timeout', 'reset', 'protocol'])
    expect(text).toMatch(new RegExp(`gatehouse_upstream_errors_total\\{kind="${kind}"\\} [1-9]`))
})

/** All answers of a kind are the documented ones for `code`, and no write was sent twice. */
function expectAll(samples: readonly Sample[], kind: Sample['kind'], code: FailureCode) {
  const { status, show, issue } = failures[code]
  for (const sample of samples.filter((each) => each.kind === kind)) {
    expect(sample.status).toBe(status)
    expect(JSON.parse(sample.text)).toMatchObject({ issue: [{ code: issue, details: { text: show } }] })
    if (kind === 'write') {
      const sent = road.fhir.requests.filter(({ body }) => body.includes(`"${sample.mark}"`))
      expect(sent.length).toBeLessThanOrEqual(1)
    }
  }
}

async function upstreamUp(): Promise<number> {
  return Number(/^gatehouse_upstream_up (\d)$/m.exec(await road.gateway.metrics())?.[1])
}

async function readiness(): Promise<unknown> {
  return (await fetch(`${road.gateway.adminUrl}/readyz`)).json()
}
