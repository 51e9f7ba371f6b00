import { fetch as undiciFetch } from 'undici'
import { type Fetch, type FetchLimits, type FetchProblem, fetchLimits } from './fetch-json.ts'
import { type IssuerOptions, rulesOf, type TokenRules } from './issuer.ts'
import { createIssuerKeys, type IssuerKeys } from './jwks.ts'
import { keySetReader } from './key-set.ts'

/** A configured issuer at work: its rules, its keys, and how many of its tokens are being verified. */
export interface TrustedIssuer {
  readonly name: string
  readonly rules: TokenRules
  readonly keys: IssuerKeys
  pending: number
}

export interface TrustOptions {
  readonly monotonic: () => number
  readonly fetch?: Fetch
  readonly fetchLimits?: FetchLimits
  readonly onKeyRefresh?: (issuer: string, result: 'ok' | FetchProblem) => void
}

/** @throws TypeError for an issuer that neither is a URL nor has a `jwksUri`: a mistake of the configuration, not of a token. */
export function trustIssuer(
  options: IssuerOptions,
  { monotonic, onKeyRefresh, ...fetching }: TrustOptions,
): TrustedIssuer {
  const { issuer, allowPlainText } = options
  const rules = rulesOf(options)
  const jwksUri = options.jwksUri === undefined ? undefined : new URL(options.jwksUri)
  if (jwksUri === undefined) new URL(issuer)
  const read = keySetReader({
    issuer,
    jwksUri,
    algorithms: rules.algorithms,
    allowPlainText,
    fetch: fetching.fetch ?? undiciFetch,
    limits: fetching.fetchLimits ?? fetchLimits,
  })
  const keys = createIssuerKeys({ read, monotonic, onRefresh: (result) => onKeyRefresh?.(issuer, result) })
  return { name: issuer, rules, keys, pending: 0 }
}
