import { lastMoment } from './claims/lifetime.ts'
import { fail, isAuthenticationFailure } from './failure.ts'
import { readAnswer } from './introspection/answer.ts'
import { type Asked, askInTurn } from './introspection/introspector.ts'
import type { TrustedIssuer } from './issuer/trusted-issuer.ts'
import { principalOf, type ReadScopes } from './principal.ts'
import { type Check, INACTIVE_MEMORY, refused, type Verdict } from './verdict.ts'

export interface OpaqueCheckOptions {
  /** In the order in which they are asked. */
  readonly issuers: Iterable<TrustedIssuer>
  readonly readScopes: ReadScopes
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * Makes the check of tokens that tell nothing by themselves (RFC 7662): the issuers that can be asked are, in the order of
 * the configuration. An answer is believed for as long as its issuer's `cache` says, and never past its `exp`.
 */
export function createOpaqueCheck({ issuers, readScopes, now }: OpaqueCheckOptions): (token: string) => Check {
  const asked = [...issuers].flatMap((issuer): Asked<TrustedIssuer>[] =>
    issuer.introspection === undefined ? [] : [{ issuer, introspector: issuer.introspection.introspector }],
  )

  async function ask(token: string): Promise<Verdict> {
    const told = await askInTurn(token, asked)
    if (isAuthenticationFailure(told)) {
      const memory = told.unauthenticated === 'TOKEN_INACTIVE' ? INACTIVE_MEMORY : 0
      return refused(asked.length === 1 ? asked[0]!.issuer.name : 'unknown', told, memory)
    }
    const { issuer, answer } = told
    const { name, rules } = issuer
    const accessToken = readAnswer(answer.members, name, rules, 'opaque', now() / 1000)
    if (isAuthenticationFailure(accessToken)) return refused(name, accessToken)
    const ends = lastMoment(accessToken, rules)
    return {
      issuer: name,
      clockSkew: rules.clockSkew,
      principal: principalOf(accessToken, readScopes, 'introspection'),
      ends,
      until: Math.min(ends, (now() + (issuer.introspection?.cache ?? 0)) / 1000),
      holds: () => true,
      size: token.length + answer.size,
    }
  }

  return (token) => {
    if (asked.length > 0) return { verdict: ask(token) }
    return { issuer: 'unknown', failure: fail('TOKEN_MALFORMED', 'no JWT, and no issuer to ask about it') }
  }
}
