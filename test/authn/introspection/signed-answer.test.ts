import { beforeEach, describe, expect, test } from 'vitest'
import { garbage, type Signer } from '../../fixtures/forge.ts'
import { build, goodClaims, ISSUER, NOW } from '../token-cases.ts'
import { active, ENDPOINT, resultOf, startAsking } from './asking.ts'

const SIGNED = 'application/token-introspection+jwt'
const TYPE = { typ: 'token-introspection+jwt' }
const about = { iss: ISSUER, aud: 'gatehouse', iat: NOW, token_introspection: active }

let asking: ReturnType<typeof startAsking>
beforeEach(() => {
  asking = startAsking({ signed: true })
})

async function resultFor(header: object, claims: object, by?: Signer, type = SIGNED): Promise<string> {
  const answer = build('ES256', header, { sub: undefined, scope: undefined, ...about, ...claims }, by)
  asking.replies.set(ENDPOINT, async () => new Response(answer, { headers: { 'content-type': type } }))
  return resultOf(asking.authenticator, 'opaque')
}

test('a signed answer is asked for and believed', async () => {
  expect(await resultFor(TYPE, {})).toBe('ok')
  expect(asking.questions[0]!.init.headers.accept).toBe(SIGNED)
})

test('a signed answer may say that the token is not active', async () => {
  expect(await resultFor(TYPE, { token_introspection: { active: false } })).toBe('TOKEN_INACTIVE')
})

describe('an answer that is not signed as it must be is no answer', () => {
  test.each<[string, object, object, Signer?]>([
    ['by another key', TYPE, {}, garbage],
    ['without type', { typ: undefined }, {}],
    ['typed as a token', { typ: 'at+jwt' }, {}],
    ['with an algorithm that is not allowed', { ...TYPE, alg: 'ES512' }, {}],
    ['by a key that nobody knows', { ...TYPE, kid: 'unknown' }, {}],
    ['by another issuer', TYPE, { iss: 'https://other.example.org' }],
    ['for another server', TYPE, { aud: 'another' }],
    ['for nobody', TYPE, { aud: undefined }],
    ['long ago', TYPE, { iat: NOW - 91 }],
    ['in the future', TYPE, { iat: NOW + 91 }],
    ['at no time', TYPE, { iat: undefined }],
    ['about nothing', TYPE, { token_introspection: undefined }],
    ['about a list', TYPE, { token_introspection: [active] }],
    ['with what it says beside its place', TYPE, { token_introspection: undefined, ...active, iat: NOW }],
  ])('%s', async (_, header, claims, by) => {
    expect(await resultFor(header, claims, by)).toBe('INTROSPECTION_UNAVAILABLE')
    expect(asking.events[0]).toBe('signature')
  })

  test('plain JSON where a signature is asked for', async () => {
    asking.replies.set(ENDPOINT, active)
    expect(await resultOf(asking.authenticator, 'opaque')).toBe('INTROSPECTION_UNAVAILABLE')
    expect(asking.events[0]).toBe('media-type')
  })
})

test.each([
  ['ok', goodClaims.iat],
  ['TOKEN_EXPIRED', NOW - 31],
])('the token inside is checked like any other: %s', async (expected, exp) => {
  expect(await resultFor(TYPE, { token_introspection: { ...active, exp } })).toBe(expected)
})
