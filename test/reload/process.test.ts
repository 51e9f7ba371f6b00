import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBehind, startWorkers, type WorkersGateway } from '../workers/fixtures/gateway.ts'
import { get, startLoad } from '../workers/fixtures/load.ts'
import { policyWith } from './live-road.ts'

const NARROW = { rateLimit: { default: { rps: 0.001, burst: 1 } } }
const OPEN = policyWith('- { id: all, effect: permit, match: {} }')
const CLOSED = policyWith('- { id: never, effect: deny, match: { resources: [Patient] } }')

let behind: Awaited<ReturnType<typeof startBehind>>
let token: string
beforeAll(async () => {
  behind = await startBehind()
  token = await behind.token('app')
})
afterAll(() => behind.stop())

describe.each([1, 2])('gatehouse serve with %i worker(s)', (workers) => {
  const configuration = (sections: object = {}) =>
    behind.configuration({ workers }, { policy: 'policy.yaml', reload: { watch: true }, ...sections })
  const still = (sections: object = {}) => configuration({ reload: { watch: false }, ...sections })
  let gateway: WorkersGateway
  beforeAll(async () => {
    gateway = await startWorkers(configuration(), { 'policy.yaml': OPEN })
  })
  afterAll(() => gateway?.stop())

  const reload = () => gateway.admin('/admin/reload', 'POST')
  const reloaded = () => gateway.said('reloaded').length
  /** Of requests on connections of their own, which are dealt out in turn. */
  const statuses = async () => {
    const told = await Promise.all(Array.from({ length: 4 }, () => get(`${behind.base}/Patient/p01`, token)))
    return [...new Set(told.map(({ status }) => status))]
  }

  test('takes up a changed file by itself', async () => {
    expect(await statuses()).toEqual([200])
    gateway.write('policy.yaml', CLOSED)
    await expect.poll(reloaded).toBe(1)
    expect(await statuses()).toEqual([403])
    gateway.write('policy.yaml', OPEN)
    await expect.poll(reloaded).toBe(2)
    expect(await statuses()).toEqual([200])
    gateway.rewrite(still())
    await expect.poll(reloaded).toBe(3)
  })

  test('takes it up on request under load: what comes after the answer is decided anew, and nothing fails', async () => {
    const load = startLoad(`${behind.base}/Observation?_count=1`, token, 4)
    gateway.write('policy.yaml', CLOSED)
    expect(await (await reload()).json()).toMatchObject({ result: 'reloaded', needsRestart: [] })
    expect(await statuses()).toEqual([403])
    const asked = { claims: { iss: 'any', sub: 'u1', scope: 'user/*.rs' }, request: 'GET /Patient/p01' }
    const explained = await gateway.admin('/admin/explain', 'POST', asked)
    expect(explained.status).toBe(200)
    expect(await explained.json()).toMatchObject({ decision: { effect: 'deny' }, policy: { rules: [{ id: 'never' }] } })
    gateway.write('policy.yaml', OPEN)
    expect((await reload()).status).toBe(200)
    expect(await statuses()).toEqual([200])
    const told = await load.stop()
    expect(told.filter(({ outcome }) => outcome !== 'answered')).toEqual([])
  })

  test('a request to explain that is none is told so', async () => {
    const explained = await gateway.admin('/admin/explain', 'POST', { request: 'GET /Patient/p01' })
    expect(explained.status).toBe(400)
  })

  test('takes up limits on SIGHUP', async () => {
    const before = reloaded()
    gateway.rewrite(still(NARROW))
    process.kill(gateway.pid, 'SIGHUP')
    await expect.poll(reloaded).toBe(before + 1)
    await statuses()
    expect(await statuses()).toEqual([429])
  })

  test('says what is wrong, and goes on as it was', async () => {
    const before = reloaded()
    gateway.rewrite('server: [')
    const refused = await reload()
    expect(refused.status).toBe(422)
    const { problems } = (await refused.json()) as { problems: string[] }
    expect(problems[0]).toMatch(/gatehouse\.yaml:\d+:\d+: /)
    expect(await (await gateway.admin('/readyz')).json()).toMatchObject({
      state: 'ready',
      dependencies: { policy: 'stale' },
    })
    expect(await statuses()).toEqual([429])
    gateway.rewrite(still(NARROW))
    expect(await (await reload()).json()).toMatchObject({ result: 'unchanged' })
    expect(reloaded()).toBe(before)
  })

  test('all of it by the processes that it began with', () => {
    expect(gateway.said('worker starts')).toHaveLength(workers === 1 ? 0 : workers)
  })
})
