import { beforeEach, describe, expect, test } from 'vitest'
import { createSecret } from '../../../src/config/files/secret.ts'
import { garbage } from '../../fixtures/forge.ts'
import { build, goodClaims, NOW } from '../token-cases.ts'
import { active, ENDPOINT, resultOf, startAsking } from './asking.ts'

const token = build('ES256', {}, { patient: 'p1', roles: ['nurse'], scope: 'patient/*.cruds' })
let asking: ReturnType<typeof startAsking>
const tell = (members: object) => asking.replies.set(ENDPOINT, { ...active, ...members })
const result = (given = token) => resultOf(asking.authenticator, given)

beforeEach(() => {
  asking = startAsking({ when: 'always' })
})

test('a JWT is good when its signature is and its issuer says so', async () => {
  tell({ scope: 'patient/Observation.rs', exp: goodClaims.exp - 100, tenant: 't1' })
  expect(await asking.authenticator.authenticate({ token })).toMatchObject({
    ...{ source: 'introspection', patient: 'p1', roles: ['nurse'], expiresAt: goodClaims.exp - 100 },
    claims: { tenant: 't1', jti: 'token-1' },
  })
  expect(asking.scopes.asked).toEqual([[['patient/Observation.rs'], { patient: 'p1' }]])
})

describe('details for this server that only the token has', () => {
  const detail = { type: 'smart_on_fhir', locations: [goodClaims.aud], scope: 'patient/Observation.rs openid' }
  const detailed = build('ES256', {}, { authorization_details: [detail], patient: undefined })

  test.each([
    ['all servers together', 'patient/*.cruds openid patient/Observation.rs', ['patient/Observation.rs', 'openid']],
    ['another server', 'patient/*.cruds', []],
  ])('are not widened by the scopes of %s', async (_, scope, expected) => {
    tell({ scope })
    expect(await result(detailed)).toBe('ok')
    expect(asking.scopes.asked).toEqual([[expected, {}]])
  })

  test('are not for the patient that another server is opened for', async () => {
    tell({ scope: detail.scope, patient: 'p9', encounter: 'e9' })
    expect(await asking.authenticator.authenticate({ token: detailed })).toMatchObject({
      patient: undefined,
      encounter: undefined,
    })
  })

  test('give way to details of the answer', async () => {
    tell({ authorization_details: [{ ...detail, scope: 'patient/Patient.r' }] })
    expect(await result(detailed)).toBe('ok')
    expect(asking.scopes.asked).toEqual([[['patient/Patient.r'], {}]])
  })
})

test('the answer need not name the audience, which the token named', async () => {
  tell({ aud: undefined, iss: undefined })
  expect(await result()).toBe('ok')
})

describe('it is refused', () => {
  test.each<[string, object, string]>([
    ['revoked', { active: false }, 'TOKEN_INACTIVE'],
    ['for another audience, says the answer', { aud: 'https://other.example.org' }, 'AUDIENCE_REFUSED'],
    ['without scope in the answer', { scope: undefined }, 'CLAIM_MISSING'],
    ['without exp in the answer', { exp: undefined }, 'CLAIM_MISSING'],
    ['ended, says the answer', { exp: NOW - 31 }, 'TOKEN_EXPIRED'],
    ['of another subject', { sub: 'user-2' }, 'TOKEN_CONTRADICTED'],
    ['of another client', { client_id: 'client-2' }, 'TOKEN_CONTRADICTED'],
    ['another token', { jti: 'token-2' }, 'TOKEN_CONTRADICTED'],
    ['of another patient', { patient: 'p2' }, 'TOKEN_CONTRADICTED'],
    ['of another issuer', { iss: 'https://other.example.org' }, 'ISSUER_UNKNOWN'],
  ])('%s', async (_, members, code) => {
    tell(members)
    expect(await result()).toBe(code)
  })

  test('bound to two keys', async () => {
    tell({ cnf: { jkt: 'A'.repeat(43) } })
    expect(await result(build('ES256', {}, { cnf: { jkt: 'E'.repeat(43) } }))).toBe('TOKEN_CONTRADICTED')
  })
})

test('a binding that only one of the two names holds', async () => {
  const cnf = { jkt: 'A'.repeat(43) }
  expect(await asking.authenticator.authenticate({ token: build('ES256', {}, { cnf }) })).toMatchObject({
    confirmation: cnf,
  })
  tell({ cnf })
  expect(await asking.authenticator.authenticate({ token })).toMatchObject({ confirmation: cnf })
})

test.each([
  ['forged', build('ES256', {}, {}, garbage), 'SIGNATURE_INVALID'],
  ['expired', build('ES256', {}, { exp: NOW - 60 }), 'TOKEN_EXPIRED'],
  ['for another audience', build('ES256', {}, { aud: 'https://other.example.org' }), 'AUDIENCE_REFUSED'],
])('the issuer is not asked about a JWT that is %s', async (_, given, code) => {
  expect(await result(given)).toBe(code)
  expect(asking.questions).toEqual([])
})

test('an endpoint that fails is 503 also for a JWT with a good signature', async () => {
  asking.replies.set(ENDPOINT, async () => new Response('', { status: 500 }))
  expect(await result()).toBe('INTROSPECTION_UNAVAILABLE')
})

test('a revoked JWT stops when the answer is no longer believed', async () => {
  expect(await result()).toBe('ok')
  tell({ active: false })
  asking.clock.advance(59_999)
  expect(await result()).toBe('ok')
  asking.clock.advance(1)
  expect(await result()).toBe('TOKEN_INACTIVE')
})

test('JWTs are not asked about where only opaque tokens are to be', async () => {
  asking = startAsking({ when: 'opaque', clientSecret: undefined, bearer: createSecret('token-of-ours') })
  expect(await result()).toBe('ok')
  expect(asking.questions).toEqual([])
})
