import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createSecret } from '../../../src/config/files/secret.ts'
import type { Dependency } from '../../../src/server/admin/readiness.ts'
import type { RunningServer } from '../../../src/server/start.ts'
import { friendly, startStub, stubGate } from '../fixtures/gate.ts'

const dependencies: Dependency[] = [
  { name: 'upstream', state: 'up', required: false },
  { name: 'store', state: 'up', required: true },
]
let server: RunningServer
let closed: RunningServer
const gate = stubGate(friendly, dependencies)
beforeAll(async () => {
  server = await startStub(gate, { admin: { token: createSecret('the-admin-token') } })
  closed = await startStub(stubGate(friendly))
})
afterAll(() => Promise.all([server.close(), closed.close()]))

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.adminUrl}${path}`, { method, headers })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const refused: [name: string, path: string, headers: Record<string, string>, status: number][] = [
  ['no token', '/admin/reload', {}, 401],
  ['a wrong token', '/admin/reload', bearer('the-admin-tokem'), 401],
  ['a longer token', '/admin/reload', bearer('the-admin-token1'), 401],
  ['an empty token', '/admin/reload', { authorization: 'Bearer ' }, 401],
  ['another scheme', '/admin/reload', { authorization: 'Basic the-admin-token' }, 401],
  ['the right token on no route', '/admin/nothing', bearer('the-admin-token'), 404],
  ['a path that is no route', '/secret', {}, 404],
  ['a name of Object.prototype', '/constructor', {}, 404],
  ['the FHIR mount', '/fhir/Patient', {}, 404],
  ['a web page', '/metrics', { origin: 'https://evil.example' }, 403],
]
test.each(refused)('%s is refused', async (_name, path, headers, status) => {
  expect((await get(path, headers)).status).toBe(status)
})

test('that a token was refused is said, without the token, and not again at once', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000)
  const said = () => gate.lines.filter(({ message }) => message === 'admin token refused')
  const before = said().length
  for (let i = 0; i < 3; i++) await get('/admin/reload', bearer('canary-of-a-token'))
  clock.mockRestore()
  expect(said().length - before).toBe(1)
  expect(JSON.stringify(gate.lines)).not.toContain('canary-of-a-token')
})

test('without a configured token /admin/* does not exist', async () => {
  const response = await fetch(`${closed.adminUrl}/admin/reload`, { headers: bearer('') })
  expect(response.status).toBe(404)
})

test.each([
  ['POST', '/metrics', 'GET, HEAD'],
  ['PATCH', '/admin/blocks/client/a', 'GET, HEAD, PUT, DELETE'],
  ['DELETE', '/admin/blocks', 'GET, HEAD'],
])('%s %s is 405, and %s are named', async (method, path, allowed) => {
  const response = await get(path, bearer('the-admin-token'), method)
  expect([response.status, response.headers.get('allow')]).toEqual([405, allowed])
})

test('HEAD is GET without the body', async () => {
  const response = await get('/livez', {}, 'HEAD')
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect((await get('/admin/reload', {}, 'HEAD')).status).toBe(401)
})

test('livez answers', async () => {
  expect(await (await get('/livez')).json()).toEqual({ state: 'live' })
})

test('metrics are exposed', async () => {
  const response = await get('/metrics')
  expect(response.headers.get('content-type')).toContain('text/plain')
  expect(await response.text()).toContain('gatehouse_config_info{version="v",sha256="s"} 1')
})

test.each([
  ['all up', 'up', 'up', 200, 'ready'],
  ['an optional one down', 'down', 'up', 200, 'degraded'],
  ['a required one down', 'up', 'down', 503, 'not-ready'],
] as const)('readyz with %s', async (_name, upstream, store, status, state) => {
  dependencies.splice(
    0,
    2,
    { name: 'upstream', state: upstream, required: false },
    { name: 'store', state: store, required: true },
  )
  const response = await get('/readyz')
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ state, dependencies: { upstream, store } })
})
