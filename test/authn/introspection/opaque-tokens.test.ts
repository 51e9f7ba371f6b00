import { beforeEach, describe, expect, test } from 'vitest'
import { authenticationFailures } from '../../../src/authn/failure.ts'
import { ISSUER, NOW } from '../token-cases.ts'
import { active, ENDPOINT, type Reply, resultOf, startAsking } from './asking.ts'

const TOKEN = 'opaque-token'
let asking: ReturnType<typeof startAsking>
const result = (token = TOKEN) => resultOf(asking.authenticator, token)
const tell = (members: object) => asking.replies.set(ENDPOINT, { ...active, ...members })

beforeEach(() => {
  asking = startAsking()
})

test('an active token gives a Principal with what its issuer says, launch context included', async () => {
  tell({
    patient: 'p1',
    encounter: 'e1',
    fhirUser: 'Practitioner/7',
    scope: 'patient/*.rs launch',
    need_patient_banner: true,
  })
  expect(await asking.authenticator.authenticate({ token: TOKEN })).toMatchObject({
    ...{ issuer: ISSUER, subject: 'user-1', clientId: 'client-1', source: 'introspection', confirmation: undefined },
    ...{ patient: 'p1', encounter: 'e1', fhirUser: 'Practitioner/7', claims: { need_patient_banner: true } },
  })
  expect(asking.scopes.asked).toEqual([[['patient/*.rs', 'launch'], { patient: 'p1', fhirUser: 'Practitioner/7' }]])
  expect(asking.events).toEqual(['active', 'ok'])
})

test('the question is one POST with the token, its hint and the credential of the gateway', async () => {
  await result()
  expect(asking.questions).toHaveLength(1)
  const [{ url, init, form }] = asking.questions as [(typeof asking.questions)[0]]
  expect(url).toBe(ENDPOINT)
  expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
  expect(init.headers).toMatchObject({
    accept: 'application/json',
    authorization: `Basic ${Buffer.from('gatehouse:s%3Acret').toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  })
  expect(Object.fromEntries(form)).toEqual({ token: TOKEN, token_type_hint: 'access_token' })
})

describe('an answer that makes no usable token', () => {
  test.each<[string, object, string]>([
    ['not active', { active: false }, 'TOKEN_INACTIVE'],
    ['active in words', { active: 'true' }, 'TOKEN_INACTIVE'],
    ['active as a number', { active: 1 }, 'TOKEN_INACTIVE'],
    ['active left out', { active: undefined }, 'TOKEN_INACTIVE'],
    ['no exp', { exp: undefined }, 'CLAIM_MISSING'],
    ['exp in words', { exp: String(NOW + 100) }, 'CLAIM_INVALID'],
    ['expired', { exp: NOW - 31 }, 'TOKEN_EXPIRED'],
    ['not yet good', { nbf: NOW + 31 }, 'TOKEN_NOT_YET_VALID'],
    ['of tomorrow', { iat: NOW + 31 }, 'TOKEN_NOT_YET_VALID'],
    ['no scope', { scope: undefined }, 'CLAIM_MISSING'],
    ['scope of a wrong type', { scope: 7 }, 'CLAIM_INVALID'],
    ['no client', { client_id: undefined }, 'CLAIM_MISSING'],
    ['client of a wrong type', { client_id: ['a'] }, 'CLAIM_INVALID'],
    ['no audience', { aud: undefined }, 'CLAIM_MISSING'],
    ['another audience', { aud: 'https://other.example.org' }, 'AUDIENCE_REFUSED'],
    ['another issuer', { iss: 'https://other.example.org' }, 'ISSUER_UNKNOWN'],
    ['a refresh token by token_type', { token_type: 'refresh_token' }, 'TYPE_REFUSED'],
    ['token_type of a wrong type', { token_type: null }, 'TYPE_REFUSED'],
    ['a refresh token by typ', { typ: 'Refresh' }, 'TYPE_REFUSED'],
    ['a refresh token by token_use', { token_use: 'refresh_token' }, 'TYPE_REFUSED'],
    ['a refresh token by tokenName', { tokenName: 'refresh_token' }, 'TYPE_REFUSED'],
    ['an ID token by typ', { typ: 'ID' }, 'TYPE_REFUSED'],
    ['patient as a list', { patient: ['p1'] }, 'CONTEXT_INVALID'],
    ['patient as a reference', { patient: 'Patient/p1' }, 'CONTEXT_INVALID'],
    ['an empty confirmation', { cnf: {} }, 'CONFIRMATION_INVALID'],
  ])('%s', async (_, members, code) => {
    tell(members)
    expect(await result()).toBe(code)
  })
})

test.each([
  ['without iss', { iss: undefined }],
  ['without token_type', { token_type: undefined }],
  ['without iat', { iat: undefined }],
  ['as DPoP token', { token_type: 'DPoP' }],
  ['as access token by token_use', { token_use: 'access_token' }],
])('an answer %s is usable', async (_, members) => {
  tell(members)
  expect(await result()).toBe('ok')
})

test('a missing audience passes only where the configuration says so', async () => {
  asking = startAsking({}, { missingAudience: 'accept' })
  tell({ aud: undefined })
  expect(await result()).toBe('ok')
  tell({ aud: 'https://other.example.org' })
  expect(await result('another')).toBe('AUDIENCE_REFUSED')
})

test('a confirmation of the answer binds the token', async () => {
  const jkt = 'A'.repeat(43)
  tell({ cnf: { jkt } })
  expect(await asking.authenticator.authenticate({ token: TOKEN })).toMatchObject({ confirmation: { jkt } })
})

describe('what goes wrong at the endpoint is 503, and is asked again', () => {
  const respond =
    (status: number, body = '{}', headers: Record<string, string> = {}) =>
    async () =>
      new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })
  test.each<[string, Reply, string]>([
    ['its own credential refused (401)', respond(401), 'unauthorized'],
    ['its own credential refused (403)', respond(403), 'unauthorized'],
    ['an error', respond(500), 'status'],
    ['a bad request', respond(400), 'rejected'],
    ['a request that is too large for it', respond(413), 'rejected'],
    ['too many requests', respond(429), 'status'],
    ['a redirect', respond(302, '', { location: '/trap' }), 'redirect'],
    ['no JSON', respond(200, 'active'), 'malformed'],
    ['a list', respond(200, '[]'), 'malformed'],
    ['a name twice', respond(200, '{"active":false,"active":true}'), 'malformed'],
    ['a wrong type', respond(200, '{"active":true}', { 'content-type': 'text/html' }), 'media-type'],
    ['a signed answer that nobody asked for', respond(200, 'x', { 'content-type': 'application/jwt' }), 'media-type'],
    ['too much', respond(200, `{"x":"${'x'.repeat(300_000)}"}`), 'too-large'],
    ['no connection', () => Promise.reject(new Error('ECONNREFUSED')), 'unreachable'],
  ])('%s', async (_, reply, problem) => {
    asking.replies.set(ENDPOINT, reply)
    expect(await result()).toBe('INTROSPECTION_UNAVAILABLE')
    expect(authenticationFailures.INTROSPECTION_UNAVAILABLE).toMatchObject({ status: 503, challenge: undefined })
    expect(asking.events).toEqual([problem, 'INTROSPECTION_UNAVAILABLE'])
    asking.replies.set(ENDPOINT, active)
    expect(await result()).toBe('ok')
  })
})

test('without an issuer to ask, a token that is no JWT is malformed, and nobody is asked', async () => {
  asking = startAsking({}, { introspection: undefined })
  expect(await result()).toBe('TOKEN_MALFORMED')
  expect(asking.questions).toEqual([])
})

test.each([
  ['five parts', 'a.b.c.d.e', 'TOKEN_ENCRYPTED'],
  ['a JWT that is broken', `${Buffer.from('{"alg":"none"}').toString('base64url')}.x.y`, 'TOKEN_MALFORMED'],
])('%s is never handed on', async (_, token, code) => {
  expect(await result(token)).toBe(code)
  expect(asking.questions).toEqual([])
})

test.each(['a.b', 'a.b.c', 'a.b.c.d', 'a', 'eyJ', '...'])('%s is asked about', async (token) => {
  expect(await result(token)).toBe('ok')
  expect(asking.questions).toHaveLength(1)
})
