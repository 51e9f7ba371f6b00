import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startBehind, startWorkers, type WorkersGateway } from '../workers/fixtures/gateway.ts'

// Processes take their time to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 })
const patience = { timeout: 30_000 }

let behind: Awaited<ReturnType<typeof startBehind>>
let token: string
beforeAll(async () => {
  behind = await startBehind()
  token = await behind.token('app')
})
afterAll(() => behind.stop())

const NARROW = { rateLimit: { default: { rps: 0.001, burst: 1 } } }
const statusOf = async () => {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${behind.base}/Patient/p01`, { headers })
  await response.arrayBuffer()
  return response.status
}

describe.each([1, 2])('gatehouse serve with %i worker(s)', (workers) => {
  let gateway: WorkersGateway
  beforeEach(async () => {
    gateway = await startWorkers(behind.configuration({ workers }, { reload: { watch: true } }))
  })
  afterEach(() => gateway.stop())
  const rewrite = (sections: object) =>
    gateway.rewrite(behind.configuration({ workers }, { reload: { watch: true }, ...sections }))

  test('takes up a changed file by itself', async () => {
    expect(await statusOf()).toBe(200)
    rewrite(NARROW)
    await expect.poll(statusOf, patience).toBe(429)
    await expect.poll(() => gateway.said('reloaded').length, patience).toBe(1)
  })

  test('takes it up on SIGHUP, and on request, which answers with what is wrong', async () => {
    rewrite({ reload: { watch: false } })
    await expect.poll(() => gateway.said('reloaded').length, patience).toBe(1)
    rewrite({ reload: { watch: false }, ...NARROW })
    process.kill(gateway.pid, 'SIGHUP')
    await expect.poll(() => gateway.said('reloaded').length, patience).toBe(2)
    await expect.poll(statusOf, patience).toBe(429)
    gateway.rewrite('server: [')
    const refused = await gateway.admin('/admin/reload', 'POST')
    expect(refused.status).toBe(422)
    const { problems } = (await refused.json()) as { problems: string[] }
    expect(problems[0]).toMatch(/gatehouse\.yaml:\d+:\d+: /)
    expect(await (await gateway.admin('/readyz')).json()).toMatchObject({
      state: 'ready',
      dependencies: { policy: 'stale' },
    })
    expect(await statusOf()).toBe(429)
    rewrite({ reload: { watch: false } })
    expect((await gateway.admin('/admin/reload', 'POST')).status).toBe(200)
  })
})
