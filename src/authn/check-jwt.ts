import type { AccessToken } from './claims/access-token.ts'
import { lastMoment } from './claims/lifetime.ts'
import { type CompactJws, readCompactJws } from './compact-jws.ts'
import { fail, isAuthenticationFailure } from './failure.ts'
import { readAnswer } from './introspection/answer.ts'
import { combine } from './introspection/combine.ts'
import type { Answered } from './introspection/question.ts'
import type { Introspection, TrustedIssuer } from './issuer/trusted-issuer.ts'
import { principalOf, type ReadScopes } from './principal.ts'
import { verifySignature } from './signature.ts'
import { checkToken } from './token-rules.ts'
import { type Check, INACTIVE_MEMORY, refused, type Verdict } from './verdict.ts'

export interface JwtCheckOptions {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>
  readonly readScopes: ReadScopes
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
  /** Tokens of one issuer under verification at once; one more is told to come back later. */
  readonly maxPending: number
}

/** A bad signature is not worth a second check for this long, unless the issuer's keys change. Milliseconds. */
const FORGERY_MEMORY = 60_000

/**
 * Makes the check of signed tokens (RFC 9068 §4, RFC 8725 §3): read strictly, by the rules of their issuer, then by its
 * keys. Where the issuer is to be asked always, it is asked last, so that a forged token never reaches it.
 */
export function createJwtCheck({ issuers, readScopes, now, maxPending }: JwtCheckOptions): (token: string) => Check {
  async function verify(jws: CompactJws, token: AccessToken, issuer: TrustedIssuer): Promise<Verdict> {
    const { key, generation } = await verifySignature(jws, issuer.keys)
    if (isAuthenticationFailure(key)) {
      const memory = key.unauthenticated === 'SIGNATURE_INVALID' ? FORGERY_MEMORY : 0
      return refused(issuer.name, key, memory, () => issuer.keys.generation() === generation)
    }
    const holds = () => issuer.keys.holds(key)
    if (issuer.introspection?.when === 'always') return ask(jws, token, issuer, issuer.introspection, holds)
    const ends = lastMoment(token, issuer.rules)
    const principal = principalOf(token, readScopes, 'jwt')
    return { ...about(issuer), principal, ends, until: ends, holds, size: jws.token.length }
  }

  async function ask(
    jws: CompactJws,
    token: AccessToken,
    issuer: TrustedIssuer,
    { introspector, cache }: Introspection,
    holds: () => boolean,
  ): Promise<Verdict> {
    const told = await introspector.ask(jws.token)
    if (told === 'inactive') {
      return refused(issuer.name, fail('TOKEN_INACTIVE', 'its issuer says so'), INACTIVE_MEMORY)
    }
    const both = isAuthenticationFailure(told) ? told : join(token, told, issuer)
    if (isAuthenticationFailure(both)) return refused(issuer.name, both)
    const ends = lastMoment(both, issuer.rules)
    const until = Math.min(ends, (now() + cache) / 1000)
    const principal = principalOf(both, readScopes, 'introspection')
    return { ...about(issuer), principal, ends, until, holds, size: jws.token.length + (told as Answered).size }
  }

  function join(token: AccessToken, { members }: Answered, { name, rules }: TrustedIssuer) {
    const answer = readAnswer(members, name, rules, 'jwt', now() / 1000)
    return isAuthenticationFailure(answer) ? answer : combine(token, answer)
  }

  return (token) => {
    const jws = readCompactJws(token)
    if (isAuthenticationFailure(jws)) return { issuer: 'unknown', failure: jws }
    const issuer = typeof jws.claims.iss === 'string' ? issuers.get(jws.claims.iss) : undefined
    if (issuer === undefined) {
      return { issuer: 'unknown', failure: fail('ISSUER_UNKNOWN', 'iss is not a configured issuer') }
    }
    const accessToken = checkToken(jws, issuer.rules, now() / 1000)
    if (isAuthenticationFailure(accessToken)) return { issuer: issuer.name, failure: accessToken }
    if (issuer.pending >= maxPending) {
      const failure = fail('VERIFICATION_BUSY', 'too many tokens of this issuer under verification')
      return { issuer: issuer.name, failure }
    }
    issuer.pending++
    const verdict = verify(jws, accessToken, issuer).finally(() => {
      issuer.pending--
    })
    return { verdict }
  }
}

function about({ name, rules }: TrustedIssuer) {
  return { issuer: name, clockSkew: rules.clockSkew }
}
