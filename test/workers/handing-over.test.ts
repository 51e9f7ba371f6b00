import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openRaw, received } from '../server/fixtures/raw.ts'
import { startBehind, startWorkers, type WorkersGateway } from './fixtures/gateway.ts'
import { get, type Told, tally } from './fixtures/load.ts'

/** How often all workers are replaced, and how often the gateway ends: `GATEHOUSE_HANDOVERS=20` for a long run. */
const TIMES = Number(process.env.GATEHOUSE_HANDOVERS ?? 2)
const CLIENTS = 8
let behind: Awaited<ReturnType<typeof startBehind>>
let token: string

vi.setConfig({ testTimeout: 120_000 + TIMES * 180_000 })

beforeAll(async () => {
  behind = await startBehind()
  token = await behind.token('app')
})
afterAll(async () => {
  await behind?.stop()
})

/** Clients that make a new connection for each request, until they hear that they may not. */
function startClients() {
  const told: Told[] = []
  let mayAsk = true
  const loops = Array.from({ length: CLIENTS }, async () => {
    while (mayAsk) told.push(await get(`${behind.base}/Patient/p01`, token))
  })
  return {
    told,
    async stop() {
      mayAsk = false
      await Promise.all(loops)
      return tally(told)
    },
  }
}

/** A balancer: it asks for readiness all the time, and sends nothing more once the gateway is not ready. */
async function untilUnready(gateway: WorkersGateway): Promise<void> {
  while ((await gateway.admin('/readyz')).status === 200) await pause(20)
}

test('every connection is answered while all workers are replaced, and when the gateway ends after its notice', async () => {
  for (let round = 0; round < TIMES; round++) {
    const gateway = await startWorkers(behind.configuration({ timeouts: { notice: '1s' } }))
    try {
      const clients = startClients()
      await expect.poll(() => clients.told.length).toBeGreaterThan(20)
      gateway.rewrite(behind.configuration({ timeouts: { notice: '1s' }, limits: { headerCount: 99 } }))
      process.kill(gateway.pid, 'SIGHUP')
      await expect.poll(() => gateway.said('worker ended').length).toBe(2)
      const then = clients.told.length
      await expect.poll(() => clients.told.length).toBeGreaterThan(then + 20)
      process.kill(gateway.pid, 'SIGTERM')
      await untilUnready(gateway)
      const counts = await clients.stop()
      expect(counts).toEqual({ 200: clients.told.length })
      expect(await gateway.ended).toBe(0)
      expect(gateway.said('access').filter(({ client }) => client === 'app')).toHaveLength(clients.told.length)
    } finally {
      await gateway.stop()
    }
  }
})

test('a slow head is refused by its deadline, and a half-closed connection gets its answer', async () => {
  const gateway = await startWorkers(behind.configuration({ timeouts: { headers: '1s', request: '2s' } }))
  try {
    const slow = openRaw(behind.base)
    slow.write('GET /fhir/metadata HTTP/1.1\r\n')
    expect(await received(slow, /408/)).toContain('408')
    const half = openRaw(behind.base)
    half.end('GET /fhir/Patient/p01 HTTP/1.1\r\nHost: g\r\n\r\n')
    expect(await received(half, /401/)).toContain('401')
    slow.destroy()
    half.destroy()
  } finally {
    await gateway.stop()
  }
})
