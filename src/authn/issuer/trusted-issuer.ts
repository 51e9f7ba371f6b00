import { fetch as undiciFetch } from 'undici'
import { createIntrospector, type Introspector } from '../introspection/introspector.ts'
import { createQuestion, type QuestionProblem } from '../introspection/question.ts'
import { type ClockWatch, watchClock } from './clock-watch.ts'
import { type Fetch, type FetchLimits, type FetchProblem, fetchLimits } from './fetch-json.ts'
import { type IssuerOptions, rulesOf, type TokenRules } from './issuer.ts'
import { createIssuerKeys, type IssuerKeys } from './jwks.ts'
import { keySetReader } from './key-set.ts'

/** A configured issuer at work: its rules, its keys, and how many of its tokens are being verified. */
export interface TrustedIssuer {
  readonly name: string
  readonly rules: TokenRules
  readonly keys: IssuerKeys
  readonly clock: Pick<ClockWatch, 'offset'>
  /** Absent: it is not asked about tokens. */
  readonly introspection: Introspection | undefined
  pending: number
}

export interface Introspection {
  readonly introspector: Introspector
  readonly when: 'opaque' | 'always'
  /** Milliseconds for which an answer is believed. */
  readonly cache: number
}

/** What happens between the gateway and its issuers, for metrics and logs. `issuer` is a configured one. */
export interface IssuerEvents {
  readonly onKeyRefresh?: (issuer: string, result: 'ok' | FetchProblem) => void
  readonly onIntrospection?: (issuer: string, result: 'active' | 'inactive' | QuestionProblem) => void
  /** @param offset milliseconds by which the local clock is ahead. @param alarm given when an alarm begins or ends. */
  readonly onClock?: (issuer: string, offset: number, alarm?: 'raised' | 'cleared') => void
}

export interface TrustOptions extends IssuerEvents {
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly fetch?: Fetch
  readonly fetchLimits?: FetchLimits
}

/**
 * @throws TypeError for an issuer that neither is a URL nor has a `jwksUri`, and for a credential that cannot be used:
 *   mistakes of the configuration, not of a token.
 */
export function trustIssuer(options: IssuerOptions, trust: TrustOptions): TrustedIssuer {
  const { issuer, allowPlainText } = options
  const { now, monotonic } = trust
  const rules = rulesOf(options)
  const jwksUri = options.jwksUri === undefined ? undefined : new URL(options.jwksUri)
  if (jwksUri === undefined) new URL(issuer)
  const clock = watchClock({
    fetch: trust.fetch ?? undiciFetch,
    now,
    tolerance: options.clockSkew,
    onOffset: (offset, alarm) => trust.onClock?.(issuer, offset, alarm),
  })
  const asking = { issuer, allowPlainText, fetch: clock.fetch, limits: trust.fetchLimits ?? fetchLimits }
  const keys = createIssuerKeys({
    read: keySetReader({ ...asking, jwksUri, algorithms: rules.algorithms }),
    monotonic,
    onRefresh: (result) => trust.onKeyRefresh?.(issuer, result),
  })
  const { introspection } = options
  return {
    name: issuer,
    rules,
    keys,
    clock,
    introspection: introspection && {
      introspector: createIntrospector({
        question: createQuestion({ ...asking, ...rules, introspection, keys, now }),
        monotonic,
        onAnswer: (result) => trust.onIntrospection?.(issuer, result),
      }),
      when: introspection.when,
      cache: introspection.cache,
    },
    pending: 0,
  }
}
