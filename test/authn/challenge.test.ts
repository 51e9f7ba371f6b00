import { describe, expect, test } from 'vitest'
import { challengeFor, inDpopScheme, insufficientScopeChallenge } from '../../src/authn/challenge.ts'
import { type AuthenticationCode, authenticationFailures, fail } from '../../src/authn/failure.ts'

/** RFC 6750 §3 with RFC 9110 §11.6.1: quoted attributes without quotes or backslashes in them, realm once. */
const CHALLENGE = /^Bearer realm="fhir"(?:, (?:error|error_description|scope)="[\x20\x21\x23-\x5b\x5d-\x7e]+")*$/
const codes = Object.keys(authenticationFailures) as AuthenticationCode[]
const isOfProof = (code: AuthenticationCode) => /dpop/.test(authenticationFailures[code].challenge ?? '')

describe('challenges', () => {
  test.each(codes)('%s has the challenge that belongs to its status', (code) => {
    const failure = fail(code, 'hidden')
    const challenge = challengeFor(failure)
    if (failure.status === 503) return expect(challenge).toBeUndefined()
    if (!isOfProof(code)) expect(challenge).toMatch(CHALLENGE)
    expect(challenge?.includes('invalid_request')).toBe(failure.status === 400)
    expect(challenge).not.toContain('hidden')
  })

  test('no error code when nothing was tried', () => {
    expect(challengeFor(fail('CREDENTIALS_MISSING', ''))).toBe('Bearer realm="fhir"')
  })

  const algorithms = ['ES256', 'PS256']
  const invalid = 'error="invalid_token", error_description="The access token is not valid"'
  const rows: [AuthenticationCode, 'bearer' | 'dpop' | undefined, string | undefined][] = [
    ['CREDENTIALS_MISSING', undefined, 'Bearer realm="fhir", DPoP algs="ES256 PS256"'],
    ['TOKEN_BOUND', 'bearer', `Bearer realm="fhir", ${invalid}, DPoP algs="ES256 PS256"`],
    ['TOKEN_EXPIRED', 'dpop', `DPoP algs="ES256 PS256", ${invalid}, Bearer realm="fhir"`],
    [
      'PROOF_REPLAYED',
      'dpop',
      'DPoP algs="ES256 PS256", error="invalid_dpop_proof", error_description="The DPoP proof is not valid"',
    ],
    [
      'NONCE_NEEDED',
      'dpop',
      'DPoP algs="ES256 PS256", error="use_dpop_nonce", error_description="The DPoP proof must carry the nonce given in this answer"',
    ],
    ['REPLAY_UNCHECKED', 'dpop', undefined],
  ]
  test.each(rows)('%s, presented as %s, where DPoP is offered', (code, scheme, challenge) => {
    expect(challengeFor(fail(code, ''), scheme === undefined ? { algorithms } : { algorithms, scheme })).toBe(challenge)
  })

  test('all failures of a proof look alike', () => {
    const proofCodes = codes.filter((code) => authenticationFailures[code].challenge === 'invalid_dpop_proof')
    expect(proofCodes.length).toBeGreaterThan(5)
    expect(new Set(proofCodes.map((code) => JSON.stringify(authenticationFailures[code]))).size).toBe(1)
  })

  test('all failures of a token look alike, apart from a few words for an expired one', () => {
    const tokenCodes = codes.filter((code) => authenticationFailures[code].challenge === 'invalid_token')
    expect(new Set(tokenCodes.map((code) => challengeFor(fail(code, '')))).size).toBe(1)
    const unlike = tokenCodes.filter((code) => authenticationFailures[code].show !== 'The access token is not valid.')
    expect(unlike).toEqual(['TOKEN_EXPIRED', 'TOKEN_TOO_OLD'])
  })
})

describe('insufficient scope', () => {
  test('of a token that is bound to a key is told in the scheme of such tokens', () => {
    expect(inDpopScheme(insufficientScopeChallenge(['user/Patient.r']), ['ES256', 'PS256'])).toBe(
      'DPoP algs="ES256 PS256", error="insufficient_scope", scope="user/Patient.r"',
    )
  })

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
