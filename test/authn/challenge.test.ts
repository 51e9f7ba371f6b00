import { describe, expect, test } from 'vitest'
import { challengeFor, insufficientScopeChallenge } from '../../src/authn/challenge.ts'
import { type AuthenticationCode, authenticationFailures, fail } from '../../src/authn/failure.ts'

/** RFC 6750 §3 with RFC 9110 §11.6.1: quoted attributes without quotes or backslashes in them, realm once. */
const CHALLENGE = /^Bearer realm="fhir"(?:, (?:error|error_description|scope)="[\x20\x21\x23-\x5b\x5d-\x7e]+")*$/
const codes = Object.keys(authenticationFailures) as AuthenticationCode[]

describe('challenges', () => {
  test.each(codes)('%s has the challenge that belongs to its status', (code) => {
    const failure = fail(code, 'hidden')
    const challenge = challengeFor(failure)
    if (failure.status === 503) return expect(challenge).toBeUndefined()
    expect(challenge).toMatch(CHALLENGE)
    expect(challenge?.includes('invalid_request')).toBe(failure.status === 400)
    expect(challenge).not.toContain('hidden')
  })

  test('no error code when nothing was tried', () => {
    expect(challengeFor(fail('CREDENTIALS_MISSING', ''))).toBe('Bearer realm="fhir"')
  })

  test('all failures of a token look alike, apart from a few words for an expired one', () => {
    const tokenCodes = codes.filter((code) => authenticationFailures[code].challenge === 'invalid_token')
    expect(new Set(tokenCodes.map((code) => challengeFor(fail(code, '')))).size).toBe(1)
    const unlike = tokenCodes.filter((code) => authenticationFailures[code].show !== 'The access token is not valid.')
    expect(unlike).toEqual(['TOKEN_EXPIRED'])
  })
})

describe('insufficient scope', () => {
  test('names the scopes that would do', () => {
    expect(insufficientScopeChallenge(['user/Observation.rs', 'system/Patient.r'])).toBe(
      'Bearer realm="fhir", error="insufficient_scope", scope="user/Observation.rs system/Patient.r"',
    )
  })

  test.each([[[]], [['']], [['a b']], [['a"b']], [['a\\b']], [['a\r\nSet-Cookie: x']], [['\u00e9']]])(
    'leaves out what the header cannot carry: %j',
    (scopes) => {
      expect(insufficientScopeChallenge(scopes)).toBe('Bearer realm="fhir", error="insufficient_scope"')
    },
  )

  test('is never long', () => {
    const challenge = insufficientScopeChallenge(Array.from({ length: 1000 }, (_, i) => `user/Type${i}.rs`))
    expect(challenge.length).toBeLessThan(1200)
    expect(challenge).toMatch(CHALLENGE)
  })
})
