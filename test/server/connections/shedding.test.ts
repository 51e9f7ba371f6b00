import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createShedding } from '../../../src/server/connections/shedding.ts'
import { friendly, startStub, stubGate } from '../fixtures/gate.ts'

describe('when to shed', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function overload(limits = { inflight: 10, eventLoopDelay: 100 }) {
    const now = { inflight: 1, delay: 0 }
    const shedding = createShedding(limits, () => now.inflight, { mean: () => now.delay, stop: () => {} })
    return { now, shedding }
  }

  test('requests up to the limit go on; above it they do not, until there is some room again', () => {
    const { now, shedding } = overload()
    const causes = [10, 11, 10, 9, 10].map((inflight) => {
      now.inflight = inflight
      return shedding.cause()
    })
    expect(causes).toEqual([undefined, 'inflight', 'inflight', undefined, undefined])
    shedding.stop()
  })

  test('an event loop that is late twice in a row sheds, until it is clearly better', () => {
    const { now, shedding } = overload()
    const causes = [150, 150, 90, 60, 40].map((delay) => {
      now.delay = delay
      vi.advanceTimersByTime(500)
      return shedding.cause()
    })
    expect(causes).toEqual([undefined, 'delay', 'delay', 'delay', undefined])
    shedding.stop()
  })

  test.each([
    ['one long piece of work', [5000, 0, 5000, 0]],
    ['a delay at the limit', [100, 100, 100, 100]],
  ])('%s is no overload', (_name, delays) => {
    const { now, shedding } = overload()
    for (const delay of delays) {
      now.delay = delay
      vi.advanceTimersByTime(500)
      expect(shedding.cause()).toBeUndefined()
    }
    shedding.stop()
  })
})

test('above the limit requests are answered 503 without a look at them, and operators are still answered', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const gate = stubGate(async (message) => {
    await held
    return friendly(message)
  })
  const server = await startStub(gate, { limits: { inflight: 2 } })
  const waiting = [fetch(server.url), fetch(server.url)]
  await expect.poll(() => gate.travelled.length).toBe(2)

  const shed = await fetch(`${server.url}/Patient?name=x`)
  expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await shed.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'transient' }] })
  expect(gate.travelled).toHaveLength(2)
  for (const path of ['livez', 'readyz', 'metrics']) {
    expect((await fetch(`${server.adminUrl}/${path}`)).status).toBe(200)
  }
  expect((await gate.metrics.expose()).text).toContain('gatehouse_shed_total{cause="inflight"} 1')
  expect(gate.lines).toContainEqual(expect.objectContaining({ message: 'access', status: 503, outcome: 'failed' }))

  release()
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
  expect((await fetch(server.url)).status).toBe(200)
  await server.close()
})
