import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { failures } from '../../src/denial/failures.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

const ADMIN = 'synthetic-admin-token'
const SCOPES = 'user/*.cruds'
let road: DemoRoad
beforeAll(async () => {
  process.env.GATEHOUSE_TEST_ADMIN = ADMIN
  road = await startDemoRoad({ admin: { token: { env: 'GATEHOUSE_TEST_ADMIN' } } })
})
afterAll(() => road.stop())

const set: string[] = []
async function admin(method: string, path: string, body?: object) {
  const response = await fetch(`${road.gateway.adminUrl}/admin/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}` },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(200)
  if (method === 'PUT') set.push(path)
}
afterEach(async () => {
  for (const path of set.splice(0)) await admin('DELETE', path)
})

const subject = () => encodeURIComponent(`${road.issuer.issuer}|ann`)
const claims = { sub: 'ann', client_id: 'app', jti: 'token-1' }

describe('who is shut out', () => {
  test.each<[string, path: () => string, body: object | undefined, status: number]>([
    ['a revoked token', () => 'revocations/jti/token-1', undefined, 401],
    ['a revoked subject', () => `revocations/sub/${subject()}`, undefined, 401],
    ['a revoked client', () => 'revocations/client/app', undefined, 401],
    ['a token of before', () => 'revocations/client/app', { issuedBefore: '2100-01-01T00:00:00Z' }, 401],
    ['a blocked client', () => 'blocks/client/app', undefined, 403],
    ['a blocked user', () => `blocks/user/${subject()}`, { for: '1h' }, 403],
    ['a blocked issuer', () => `blocks/issuer/${encodeURIComponent(road.issuer.issuer)}`, undefined, 403],
    ['a blocked address', () => 'blocks/address/127.0.0.1', undefined, 403],
    ['a blocked network', () => 'blocks/address/127.0.0.0%2F8', undefined, 403],
  ])('%s', async (_name, path, body, status) => {
    const token = await road.tokenFor(SCOPES, claims)
    expect((await road.ask('GET', '/Patient/p01', token)).status).toBe(200)
    await admin('PUT', path(), body)
    road.fhir.requests.length = 0
    for (const [method, target, sent] of [
      ['GET', '/Patient/p01', undefined],
      ['POST', '/Basic', { resourceType: 'Basic', code: { text: 'x' } }],
      ['GET', '/Patient?_count=1', undefined],
    ] as const) {
      const told = await road.ask(method, target, token, sent && { body: sent })
      expect(told.status).toBe(status)
      if (status === 401) expect(told.headers.get('www-authenticate')).toContain('error="invalid_token"')
      else expect(JSON.parse(told.text).issue[0].details.text).toBe(failures.ACCESS_BLOCKED.show)
    }
    expect(road.fhir.requests).toEqual([])
    await admin('DELETE', set.pop()!)
    expect((await road.ask('GET', '/Patient/p01', token)).status).toBe(200)
  })

  test.each<[string, path: () => string, body?: object]>([
    ['another token', () => 'revocations/jti/token-2'],
    ['another subject', () => `revocations/sub/${subject()}a`],
    ['the same subject of another issuer', () => 'revocations/sub/https:%7Cann'],
    ['tokens of another time', () => 'revocations/client/app', { issuedBefore: '2001-01-01T00:00:00Z' }],
    ['another client', () => 'blocks/client/other'],
    ['another address', () => 'blocks/address/192.0.2.1'],
  ])('not who is no %s', async (_name, path, body) => {
    await admin('PUT', path(), body)
    expect((await road.ask('GET', '/Patient/p01', await road.tokenFor(SCOPES, claims))).status).toBe(200)
  })
})

test('a page link does not outlive the token that it was made for', async () => {
  const token = await road.tokenFor(SCOPES, claims)
  const page = JSON.parse((await road.ask('GET', '/Patient?_count=1', token)).text)
  const next = page.link.find(({ relation }: { relation: string }) => relation === 'next').url
  await admin('PUT', 'revocations/jti/token-1')
  road.fhir.requests.length = 0
  expect((await road.ask('GET', new URL(next).search, token)).status).toBe(401)
  expect(road.fhir.requests).toEqual([])
})

test('a blocked address gets no open document either, and costs no look at its token', async () => {
  await admin('PUT', 'blocks/address/127.0.0.1')
  expect((await road.ask('GET', '/metadata', undefined)).status).toBe(403)
  expect((await road.ask('GET', '/Patient/p01', 'garbage')).status).toBe(403)
})

test('the log tells the code and the outcome, and not whom it is about', async () => {
  const token = await road.tokenFor(SCOPES, { ...claims, jti: 'jti-of-someone' })
  await admin('PUT', 'revocations/jti/jti-of-someone')
  await road.ask('GET', '/Patient/p01', token)
  const lines = road.gateway.logged
  const told = expect.objectContaining({ message: 'access', reason: 'TOKEN_REVOKED', status: 401 })
  await expect.poll(() => lines).toContainEqual(told)
  expect(JSON.stringify(lines)).not.toContain('jti-of-someone')
})
