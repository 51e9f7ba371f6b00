import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LiveRoad, policyWith, startLiveRoad } from './live-road.ts'

let road: LiveRoad
beforeAll(async () => {
  road = await startLiveRoad(policyWith('- { id: all, effect: permit, match: {} }'))
})
afterAll(() => road.stop())

const request = 'GET /Patient/p01'
const explain = (body: unknown) => road.admin('POST', '/admin/explain', body)
const claims = () => ({ iss: road.issuer.issuer, sub: 'u1', scope: 'user/*.rs' })

test('a posted request is explained by the policy in force, and nothing is asked of the FHIR server', async () => {
  road.fhir.requests.length = 0
  expect(await explain({ claims: claims(), request })).toMatchObject({
    status: 200,
    json: { decision: { effect: 'permit' } },
  })
  road.write('policy.yaml', policyWith('- { id: never, effect: deny, match: { resources: [Patient] } }'))
  await road.reload()
  const { json } = await explain({ claims: claims(), request })
  expect(json).toMatchObject({ decision: { effect: 'deny' }, policy: { rules: [{ id: 'never' }] } })
  expect(road.fhir.requests).toEqual([])
})

test('claims of an issuer that is not configured are explained as those of the first one, and that is said', async () => {
  const { json } = await explain({ claims: { ...claims(), iss: 'https://nobody.example' }, request })
  expect(json).toMatchObject({
    caller: { issuer: road.issuer.issuer },
    notice: expect.stringContaining('not configured'),
  })
  expect((await explain({ claims: claims(), request })).json).not.toHaveProperty('notice')
})

test('a token is verified as one that comes with a request', async () => {
  const token = await road.tokenFor('user/*.rs')
  expect(await explain({ token, request })).toMatchObject({ status: 200, json: { interaction: { kind: 'read' } } })
  const forged = `${token.slice(0, -4)}AAAA`
  const { status, json } = await explain({ token: forged, request })
  expect(status).toBe(200)
  expect(json).toMatchObject({ decision: { effect: 'deny' } })
  expect(JSON.stringify(json)).not.toContain(forged)
})

test.each([
  ['nothing', undefined],
  ['no caller', { request }],
  ['no request', { claims: {} }],
  ['a key that is not known', { claims: {}, request, sekret: 'zq7canary' }],
])('%s is no request to explain', async (_what, body) => {
  const { status, json } = await explain(body)
  expect(status).toBe(400)
  expect(json).toMatchObject({ error: 'the body is not valid', expected: expect.any(String) })
  expect(JSON.stringify(json)).not.toContain('zq7canary')
})

test('who has no admin token is told nothing', async () => {
  const response = await fetch(`${road.gateway.adminUrl}/admin/explain`, { method: 'POST', body: '{}' })
  expect(response.status).toBe(401)
})
