import { discover } from './discovery.ts'
import { type Fetch, type FetchLimits, type FetchProblem, fetchJson } from './fetch-json.ts'
import { mayFetch } from './issuer-url.ts'
import { type VerificationKey, verificationKeys } from './verification-key.ts'

/** The keys of an issuer at one moment, by identity. */
export interface KeySet {
  readonly keys: ReadonlyMap<string, VerificationKey>
  /** Milliseconds for which the set is fresh. */
  readonly lifetime: number
}

export interface KeySource {
  readonly issuer: string
  readonly jwksUri: URL | undefined
  readonly algorithms: ReadonlySet<string>
  readonly allowPlainText: boolean
  readonly fetch: Fetch
  readonly limits: FetchLimits
}

const MAX_KEYS = 100
const MINUTE = 60_000
const DEFAULT_LIFETIME = 10 * MINUTE
const MAX_LIFETIME = 24 * 60 * MINUTE

/**
 * Makes the function that fetches an issuer's key set (RFC 7517 §5), finding its place first when it is not configured.
 * A found place is kept until a fetch from it fails: issuers move their keys.
 */
export function keySetReader(source: KeySource): (known: KeySet['keys']) => Promise<KeySet | FetchProblem> {
  let place = source.jwksUri
  return async (known) => {
    if (place === undefined) {
      const metadata = await discover(source)
      if (typeof metadata === 'string') return metadata
      place = metadata.jwksUri
    }
    if (place === undefined) return 'malformed'
    if (!mayFetch(place, source.allowPlainText)) return 'plain-text'
    const fetched = await fetchJson(source.fetch, place, source.limits)
    if (typeof fetched === 'string') {
      place = source.jwksUri
      return fetched
    }
    const keys = await readKeys(fetched.document.keys, source.algorithms, known)
    return typeof keys === 'string' ? keys : { keys, lifetime: lifetimeOf(fetched.cacheControl) }
  }
}

/** An empty set is a set: an issuer that withdraws its last key means it. */
async function readKeys(
  jwks: unknown,
  algorithms: ReadonlySet<string>,
  known: KeySet['keys'],
): Promise<KeySet['keys'] | FetchProblem> {
  if (!Array.isArray(jwks)) return 'malformed'
  if (jwks.length > MAX_KEYS) return 'too-large'
  const keys = new Map<string, VerificationKey>()
  for (const jwk of jwks) {
    if (typeof jwk !== 'object' || jwk === null) return 'malformed'
    for (const key of await verificationKeys(jwk, algorithms, known)) keys.set(key.identity, key)
  }
  return keys
}

/** `max-age` between a minute, so that no issuer makes us fetch at each request, and a day (RFC 9111 §5.2.2.1). */
function lifetimeOf(cacheControl: string): number {
  if (/(?:^|[\s,])no-(?:store|cache)\b/i.test(cacheControl)) return MINUTE
  const seconds = /(?:^|[\s,])max-age=(\d{1,10})(?:$|[\s,])/i.exec(cacheControl)?.[1]
  return seconds === undefined ? DEFAULT_LIFETIME : Math.min(Math.max(Number(seconds) * 1000, MINUTE), MAX_LIFETIME)
}
