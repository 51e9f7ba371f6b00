import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../../src/authn/authenticate.ts'
import { isAuthenticationFailure } from '../../src/authn/failure.ts'
import { recordingScopes, trusting } from '../fixtures/issuer.ts'
import { ALGORITHMS, ISSUER, jwks, NOW, tokenCases } from './token-cases.ts'

const { readScopes } = recordingScopes()
const results: string[] = []
const authenticator = createAuthenticator({
  issuers: [trusting(ISSUER, { jwksUri: `${ISSUER}/jwks`, algorithms: ALGORITHMS })],
  readScopes,
  now: () => NOW * 1000,
  fetch: async () => Response.json(jwks),
  onValidation: (issuer, result) => results.push(`${issuer} ${result}`),
})

describe('the token matrix', () => {
  beforeAll(() => authenticator.warm())
  afterEach(() => vi.restoreAllMocks())

  test('is large, and mostly hostile', () => {
    expect(tokenCases.length).toBeGreaterThan(250)
    expect(tokenCases.filter((each) => each.result === 'ok').length).toBeLessThan(50)
    expect(new Set(tokenCases.map((each) => each.name)).size).toBe(tokenCases.length)
  })

  test.each(tokenCases)('$name: $result', async ({ token, result, checks }) => {
    const verify = vi.spyOn(crypto.subtle, 'verify')
    results.length = 0

    const authenticated = await authenticator.authenticate({ token })

    expect(isAuthenticationFailure(authenticated) ? authenticated.unauthenticated : 'ok').toBe(result)
    expect(verify).toHaveBeenCalledTimes(checks)
    expect(results).toEqual([
      `${['TOKEN_MALFORMED', 'TOKEN_ENCRYPTED', 'HEADER_UNSUPPORTED', 'ISSUER_UNKNOWN'].includes(result) ? 'unknown' : ISSUER} ${result}`,
    ])
  })

  test.each(tokenCases.filter((each) => each.checks === 0 && each.result !== 'KEY_UNKNOWN'))(
    '$name is refused without waiting',
    ({ token }) => {
      expect(authenticator.authenticate({ token })).not.toBeInstanceOf(Promise)
    },
  )

  test('no refusal says anything of the token', async () => {
    for (const { token } of tokenCases) {
      const failure = await authenticator.authenticate({ token })
      if (!isAuthenticationFailure(failure)) continue
      expect(failure.detail).not.toMatch(/p1|user-1|client-1|token-1|evil|example\.(com|org)|ey[A-Za-z0-9]/)
    }
  })
})
