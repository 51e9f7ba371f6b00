import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningServer } from '../../src/server/start.ts'
import { answerOf, friendly, startStub, stubGate } from './fixtures/gate.ts'

const APP = 'https://app.example.org'
const gate = stubGate(async (message) =>
  message.target.endsWith('denied') ? answerOf(message, 403, '{}') : friendly(message),
)
let server: RunningServer
let without: RunningServer
beforeAll(async () => {
  server = await startStub(gate, { cors: { origins: [APP], maxAge: 600_000 } })
  without = await startStub(stubGate(friendly))
})
afterAll(() => Promise.all([server.close(), without.close()]))

/** Method, path, Origin; status and Access-Control-Allow-Origin that must come. */
const cases: [method: string, path: string, origin: string | undefined, status: number, allowed: string | null][] = [
  ['GET', '/Patient', APP, 200, APP],
  ['GET', '/Patient', undefined, 200, null],
  ['GET', '/Patient', 'https://evil.example', 200, null],
  ['GET', '/Patient', 'null', 200, null],
  ['GET', '/Patient', 'https://APP.example.org', 200, null],
  ['GET', '/Patient', `${APP}.evil.example`, 200, null],
  ['GET', '/Patient', `${APP}:8443`, 200, null],
  ['GET', '/Patient', 'http://app.example.org', 200, null],
  ['GET', '/denied', APP, 403, APP],
  ['GET', '/%zz', APP, 200, APP],
  ['GET', '/../elsewhere', APP, 404, APP],
  ['GET', `/${'a'.repeat(9000)}`, APP, 414, APP],
  ['GET', '/metadata', 'https://evil.example', 200, '*'],
  ['GET', '/metadata?_summary=true', 'https://evil.example', 200, '*'],
  ['GET', '/.well-known/smart-configuration', 'null', 200, '*'],
  ['GET', '/.well-known/oauth-protected-resource', 'https://evil.example', 200, '*'],
  ['GET', '/metadata/x', 'https://evil.example', 200, null],
  ['GET', '/.well-known/other', 'https://evil.example', 200, null],
]

test.each(cases)('%s %s from %s', async (method, path, origin, status, allowed) => {
  const response = await fetch(`${server.url}${path}`, { method, headers: origin === undefined ? {} : { origin } })
  expect(response.status).toBe(status)
  expect(response.headers.get('access-control-allow-origin')).toBe(allowed)
  expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  expect(response.headers.get('vary')).toBe('Accept, Authorization, Origin')
  if (allowed !== null) expect(response.headers.get('access-control-expose-headers')).toContain('X-Request-Id')
})

describe('preflight', () => {
  const preflight = (base: string, origin: string, path = '/Patient') =>
    fetch(`${base}${path}`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } })

  test('of a listed origin is answered here, without the road, and recorded', async () => {
    const before = gate.travelled.length
    const response = await preflight(server.url, APP)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(APP)
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE')
    expect(response.headers.get('access-control-allow-headers')).toContain('Authorization')
    expect(response.headers.get('access-control-max-age')).toBe('600')
    expect(response.headers.get('vary')).toContain('Origin')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('x-intermediary')).toBeTruthy()
    expect(gate.travelled.length).toBe(before)
    const id = response.headers.get('x-request-id')
    await expect
      .poll(() => gate.lines.at(-1))
      .toMatchObject({ id, template: 'OPTIONS preflight', status: 204, outcome: 'permitted' })
  })
  test.each(['Authorization', 'Content-Type', 'If-Match', 'Prefer', 'DPoP', 'traceparent', 'Cache-Control'])(
    'lets a page send %s',
    async (name) => {
      const { headers } = await preflight(server.url, APP)
      expect(headers.get('access-control-allow-headers')?.split(', ')).toContain(name)
    },
  )
  test.each(['https://evil.example', 'null'])('of %s gets no permission', async (origin) => {
    const response = await preflight(server.url, origin)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('access-control-allow-methods')).toBeNull()
  })
  test('OPTIONS of a page that asks for no method is no preflight', async () => {
    const response = await fetch(`${server.url}/Patient`, { method: 'OPTIONS', headers: { origin: APP } })
    expect(gate.travelled.at(-1)).toMatchObject({ method: 'OPTIONS' })
    expect(response.headers.get('access-control-allow-origin')).toBe(APP)
    expect(response.headers.get('access-control-allow-methods')).toBeNull()
  })
  test.each([
    ['too long', `/${'a'.repeat(9000)}`, 414],
    ['outside the mount', '/../elsewhere', 404],
  ])('with a target that is %s is refused like any other', async (_, path, status) => {
    const response = await preflight(server.url, APP, path)
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe(APP)
  })
  test('of a public document is allowed to anyone', async () => {
    const response = await preflight(server.url, 'https://evil.example', '/metadata')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
  test('what a cache keeps of a public document for a request without an origin is not for a page', async () => {
    const response = await fetch(`${without.url}/.well-known/smart-configuration`)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(response.headers.get('vary')).toContain('Origin')
  })
  test('without configured origins anyone may still read public documents, and nothing else', async () => {
    const { origin } = new URL(without.url)
    const open = ['/metadata', '/.well-known/smart-configuration', '/.well-known/oauth-protected-resource']
    const urls = [...open.map((path) => `${without.url}${path}`), `${origin}/.well-known/oauth-protected-resource/fhir`]
    for (const url of urls) {
      const response = await preflight(url, APP, '')
      expect([url, response.status, response.headers.get('access-control-allow-origin')]).toEqual([url, 204, '*'])
    }
    for (const url of [`${without.url}/Patient`, `${origin}/.well-known/oauth-protected-resource/fhir/x`]) {
      const response = await preflight(url, APP, '')
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(response.headers.get('vary')).toBe('Accept, Authorization, Origin')
    }
  })
})
