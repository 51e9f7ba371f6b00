import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBehind, startWorkers, type WorkersGateway } from './fixtures/gateway.ts'
import { get, startLoad, type Told, tally } from './fixtures/load.ts'

const CONNECTIONS = 6
let behind: Awaited<ReturnType<typeof startBehind>>
/** One for all tests, which ask for what came since they began; the last one ends it. */
let gateway: WorkersGateway
let token: string
let url: string

beforeAll(async () => {
  behind = await startBehind()
  url = `${behind.base}/Patient/p01`
  token = await behind.token('app')
  gateway = await startWorkers(behind.configuration())
})
afterAll(async () => {
  await gateway?.stop()
  await behind?.stop()
})

const pidOf = (worker: number) =>
  gateway.said('worker starts').findLast((line) => line.worker === worker)?.pid as number

/** Records with this message that come after this call. */
function sayings(message: string) {
  const before = gateway.said(message).length
  return () => gateway.said(message).slice(before)
}

async function whenReady(): Promise<void> {
  const readiness = async () => {
    // A worker that could not have the issuer's keys as it started asks for them again when it is used.
    await get(url, token)
    return (await gateway.admin('/readyz')).json()
  }
  await expect.poll(readiness).toMatchObject({ state: 'ready' })
}

test.each([
  ['the store', { store: { redis: { url: 'redis://127.0.0.1:9' } } }, 'store can only change with a restart'],
  [
    'the operators address',
    { admin: { listen: { host: '127.0.0.1', port: 9 } } },
    'admin.listen can only change with a restart',
  ],
])('a reload that changes %s is refused', async (_what, sections, detail) => {
  const [refused, starts] = [sayings('not reloaded, the old configuration stays'), sayings('worker starts')]
  gateway.rewrite(behind.configuration({}, sections))
  process.kill(gateway.pid, 'SIGHUP')
  await expect.poll(refused).toMatchObject([{ detail }])
  expect(starts()).toEqual([])
})

test('a broken configuration changes nothing, and a worker that dies later does not meet it either', async () => {
  const [refused, listens] = [sayings('not reloaded, the old configuration stays'), sayings('worker listens')]
  const reloads = await gateway.metric('gatehouse_config_reloads_total')
  gateway.rewrite('server: { workers: many }')
  process.kill(gateway.pid, 'SIGHUP')
  await expect.poll(() => refused().length).toBeGreaterThan(0)
  process.kill(pidOf(1), 'SIGKILL')
  await expect.poll(() => listens().length).toBe(1)
  const told = await Promise.all(Array.from({ length: 6 }, () => get(url, token)))
  expect(tally(told)).toEqual({ 200: 6 })
  expect(await gateway.metric('gatehouse_config_reloads_total')).toBe(reloads + 1)
})

test('SIGHUP under load: workers with the new configuration take over, and no request fails', async () => {
  const [ended, reloaded, starts] = [sayings('worker ended'), sayings('reloaded'), sayings('worker starts')]
  await expect.poll(() => gateway.metric('gatehouse_inflight_requests')).toBe(0)
  const before = await gateway.metric('gatehouse_requests_total')
  const load = startLoad(url, token, CONNECTIONS)
  await expect.poll(() => load.told.length).toBeGreaterThan(50)
  gateway.rewrite(behind.configuration({ limits: { headerCount: 99 } }))
  process.kill(gateway.pid, 'SIGHUP')
  await expect.poll(() => ended().length).toBe(2)
  const then = load.told.length
  await expect.poll(() => load.told.length).toBeGreaterThan(then + 50)
  const told = await load.stop()
  expect(tally(told)).toEqual({ 200: told.length })
  expect(reloaded()).toHaveLength(1)
  expect(starts().map(({ worker }) => worker)).toEqual([1, 2])
  await expect.poll(() => gateway.metric('gatehouse_requests_total')).toBe(before + told.length)
  expect(await gateway.metric('gatehouse_config_info')).toBe(1)
})

test('a worker that is killed under load takes only what was on its sockets, and is replaced', async () => {
  const [lostOnes, listens] = [sayings('worker lost, to be replaced'), sayings('worker listens')]
  const load = startLoad(url, token, CONNECTIONS)
  await expect.poll(() => load.told.length).toBeGreaterThan(50)
  const before = await gateway.metric('gatehouse_requests_total')
  process.kill(pidOf(2), 'SIGKILL')
  await expect.poll(lostOnes).toMatchObject([{ worker: 2, code: 'SIGKILL', ms: 1000 }])
  const degraded = await gateway.admin('/readyz')
  expect(degraded.status).toBe(200)
  expect(await degraded.json()).toMatchObject({ state: 'degraded', dependencies: { workers: 'down' } })
  expect(await gateway.metric('gatehouse_requests_total')).toBeGreaterThanOrEqual(before)
  await expect.poll(() => listens().length).toBe(1)
  await whenReady()
  const { 200: answered = 0, lost = 0, cut = 0, ...others } = tally(await load.stop())
  expect(others).toEqual({})
  expect(answered).toBeGreaterThan(50)
  expect(lost + cut).toBeLessThanOrEqual(CONNECTIONS)
})

test('connections on their way to a worker that dies are answered by the others', async () => {
  const listens = sayings('worker listens')
  process.kill(pidOf(2), 'SIGSTOP')
  const told: Told[] = []
  const asked = Array.from({ length: 8 }, async () => void told.push(await get(url, token)))
  // It is dealt no more than every other one.
  await expect.poll(() => told.length).toBeGreaterThanOrEqual(4)
  process.kill(pidOf(2), 'SIGKILL')
  await Promise.all(asked)
  expect(tally(told)).toEqual({ 200: 8 })
  await expect.poll(() => listens().length).toBe(1)
  await whenReady()
})

test('without a single worker it is not ready, and comes back', async () => {
  for (const worker of [1, 2]) process.kill(pidOf(worker), 'SIGKILL')
  await expect.poll(async () => (await gateway.admin('/readyz')).status).toBe(503)
  expect((await gateway.admin('/livez')).status).toBe(200)
  await whenReady()
  expect((await get(url, token)).status).toBe(200)
})

test('SIGTERM under load: every request that a worker has read is answered, and the exit code is 0', async () => {
  const ended = sayings('worker ended')
  behind.fhir.misbehave({ headDelay: 30 })
  const load = startLoad(url, await behind.token('leaver'), CONNECTIONS)
  await expect.poll(() => load.told.length).toBeGreaterThan(50)
  process.kill(gateway.pid, 'SIGTERM')
  expect(await gateway.ended).toBe(0)
  behind.fhir.misbehave({})
  const told = await load.stop()
  const { 200: answered = 0, refused = 0, lost = 0, ...others } = tally(told)
  expect(others).toEqual({})
  expect(gateway.said('access').filter(({ client }) => client === 'leaver')).toHaveLength(answered)
  expect(refused).toBe(CONNECTIONS)
  // A connection that the system had taken on when the last listener closed is reset; nobody has read from it.
  expect(told.filter(({ outcome, kept }) => outcome === 'lost' && kept)).toEqual([])
  expect(lost).toBeLessThanOrEqual(CONNECTIONS)
  expect(gateway.said('stopped')).toHaveLength(1)
  expect(ended().map(({ code }) => code)).toEqual(['exit 0', 'exit 0'])
})

test('when the primary is killed its workers end by themselves', async () => {
  gateway = await startWorkers(behind.configuration())
  const pids = [pidOf(1), pidOf(2)]
  process.kill(gateway.pid, 'SIGKILL')
  await gateway.ended
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
