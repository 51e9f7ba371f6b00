import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningServer } from '../../src/server/start.ts'
import { friendly, startStub, stubGate } from './fixtures/gate.ts'

const APP = 'https://app.example.org'
const gate = stubGate(friendly)
let server: RunningServer
beforeAll(async () => {
  const publicUrl = new URL('https://fhir.example.org')
  server = await startStub(gate, { server: { publicUrl }, cors: { origins: [APP], maxAge: 600_000 } })
})
afterAll(() => server.close())

test.each([
  ['GET', '/'],
  ['GET', '/?_page=x'],
  ['GET', '/Patient/1'],
  ['POST', '/'],
  ['OPTIONS', '/Patient'],
  ['PROPFIND', '/Patient'],
  ['GET', '/%zz'],
  ['GET', '/.well-known/oauth-protected-resource'],
])('a publicUrl without a path has everything below it: %s %s takes the road', async (method, path) => {
  const before = gate.travelled.length
  const response = await fetch(`${server.url}${path}`, { method })
  expect(response.status).toBe(200)
  expect(gate.travelled.slice(before).map(({ target }) => target)).toEqual([path])
})

test('pages of a listed origin may ask there, and all may read what is open', async () => {
  const headers = { origin: APP, 'access-control-request-method': 'PUT' }
  const preflight = await fetch(`${server.url}/Patient`, { method: 'OPTIONS', headers })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, APP])
  const open = await fetch(`${server.url}/metadata`, { headers: { origin: 'https://evil.example' } })
  expect(open.headers.get('access-control-allow-origin')).toBe('*')
})
