import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

const APP = 'https://app.example.org'
let road: DemoRoad
let token: string
beforeAll(async () => {
  road = await startDemoRoad({ cors: { origins: [APP] } })
  token = await road.tokenFor('user/Patient.rs')
})
afterAll(() => road.stop())

/** Answers of every stage of the road, by who gives them. */
const answers: [name: string, status: number, method: string, target: string, authenticated: boolean][] = [
  ['the server', 200, 'GET', '/Patient/p01', true],
  ['the server, that has none', 404, 'GET', '/Patient/nobody', true],
  ['authentication', 401, 'GET', '/Patient/p01', false],
  ['the decision', 403, 'GET', '/Condition/1', true],
  ['interpretation', 400, 'GET', '/Patient?nonsense=1', true],
  ['the reading of the target', 400, 'GET', '/Patient/%00', true],
  ['the routes', 404, 'GET', '/Nonsense', true],
  ['the methods', 405, 'DELETE', '/metadata', true],
  ['the formats', 406, 'GET', '/Patient/p01?_format=xml', true],
  ['the capabilities', 200, 'GET', '/metadata', false],
  ['discovery', 200, 'GET', '/.well-known/smart-configuration', false],
]

describe.each(answers)('an answer by %s (%i)', (_name, status, method, target, authenticated) => {
  const ask = (headers: Readonly<Record<string, string>>) =>
    road.ask(method, target, authenticated ? token : undefined, { headers })

  test('can be read by a page of an allowed origin, and of no other unless it is the same for everyone', async () => {
    const open = target === '/metadata' || target.startsWith('/.well-known/')
    const allowed = await ask({ origin: APP })
    expect(allowed.status).toBe(status)
    expect(allowed.headers.get('access-control-allow-origin')).toBe(open ? '*' : APP)
    expect(allowed.headers.get('access-control-expose-headers')).toContain('X-Correlation-Id')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
    for (const origin of ['https://evil.example', `${APP}.evil.example`, 'null', 'http://app.example.org']) {
      const other = await ask({ origin })
      expect(other.headers.get('access-control-allow-origin')).toBe(open ? '*' : null)
      expect(other.headers.get('vary')).toContain('Origin')
    }
  })

  test('has the headers that every answer has', async () => {
    const { headers } = await ask({})
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('x-intermediary')).toBe(new URL(road.gateway.base).host)
    expect(headers.get('cache-control')).toMatch(/no-store|max-age/)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
  })

  test('echoes a well-formed id of the caller, and only that', async () => {
    const told = await ask({ 'x-request-id': 'caller-1.a:b' })
    const own = told.headers.get('x-request-id')
    expect(own).not.toBe('caller-1.a:b')
    if (target !== '/Patient/%00') expect(told.headers.get('x-correlation-id')).toBe('caller-1.a:b')
    for (const malformed of ['a b', 'a'.repeat(65), '<script>', 'ä'])
      expect((await ask({ 'x-request-id': malformed })).headers.get('x-correlation-id')).toBeNull()
    for (const { headers } of road.fhir.requests) expect(headers['x-request-id']).not.toBe('caller-1.a:b')
  })
})

test.each([
  ['DELETE', '/metadata', 'GET, HEAD'],
  ['PUT', '/Patient/p01/_history', 'GET, HEAD'],
  ['OPTIONS', '/Patient/p01', 'GET, HEAD, PUT, PATCH, DELETE'],
])('%s %s is told what may be asked there: %s', async (method, target, allowed) => {
  const { status, headers } = await road.ask(method, target, token, {})
  expect([status, headers.get('allow')]).toEqual([405, allowed])
})

test('a failure of the server can be read by a page as well', async () => {
  road.fhir.misbehave({ html: true })
  const told = await road.ask('GET', '/Patient/p01', token, { headers: { origin: APP } })
  road.fhir.misbehave({})
  expect(told.status).toBe(502)
  expect(told.headers.get('access-control-allow-origin')).toBe(APP)
})

test('a preflight is answered without a token, and without asking the server', async () => {
  road.fhir.requests.length = 0
  const asking = {
    origin: APP,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization,if-match',
  }
  const { status, headers } = await road.ask('OPTIONS', '/Patient/p01', undefined, { headers: asking })
  expect(status).toBe(204)
  expect(headers.get('access-control-allow-origin')).toBe(APP)
  expect(headers.get('access-control-allow-methods')).toContain('PUT')
  expect(road.fhir.requests).toEqual([])
})
