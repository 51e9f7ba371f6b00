import { type Fetch, type FetchLimits, type FetchProblem, fetchJson } from './fetch-json.ts'
import { mayFetch } from './issuer-url.ts'

/** An issuer's metadata that was found to be its own. */
export interface IssuerMetadata {
  /** Absent where the issuer publishes no keys, as one does whose tokens are all opaque. */
  readonly jwksUri: URL | undefined
  readonly document: Readonly<Record<string, unknown>>
}

export interface DiscoveryOptions {
  readonly issuer: string
  readonly allowPlainText: boolean
  readonly fetch: Fetch
  readonly limits: FetchLimits
}

/** The reasons to look in the other place. */
const NOT_HERE: ReadonlySet<FetchProblem> = new Set<FetchProblem>(['status', 'rejected', 'unauthorized'])

/**
 * Finds an issuer's metadata at the two places where it can be (OpenID Connect Discovery §4, RFC 8414 §3).
 * The document must name exactly this issuer (RFC 8414 §3.3), or one tenant of a host could speak for another,
 * and an https issuer cannot hand its keys over to http.
 */
export async function discover(options: DiscoveryOptions): Promise<IssuerMetadata | FetchProblem> {
  let problem: FetchProblem = 'unreachable'
  for (const url of metadataUrls(options.issuer)) {
    if (!mayFetch(url, options.allowPlainText)) return 'plain-text'
    const fetched = await fetchJson(options.fetch, url, options.limits)
    if (typeof fetched !== 'string') return readMetadata(fetched.document, options)
    problem = fetched
    if (!NOT_HERE.has(problem)) break
  }
  return problem
}

function metadataUrls(issuer: string): readonly URL[] {
  const base = new URL(issuer)
  const path = base.pathname.replace(/\/$/, '')
  return [
    new URL(`${path}/.well-known/openid-configuration`, base),
    new URL(`/.well-known/oauth-authorization-server${path}`, base),
  ]
}

function readMetadata(document: IssuerMetadata['document'], options: DiscoveryOptions): IssuerMetadata | FetchProblem {
  if (document.issuer !== options.issuer) return 'issuer-mismatch'
  if (document.jwks_uri === undefined) return { jwksUri: undefined, document }
  const jwksUri = endpointOf(document, 'jwks_uri', options)
  return typeof jwksUri === 'string' ? jwksUri : { jwksUri, document }
}

/** A URL that the metadata names, if it may be asked. */
export function endpointOf(
  document: IssuerMetadata['document'],
  name: string,
  { issuer, allowPlainText }: Pick<DiscoveryOptions, 'issuer' | 'allowPlainText'>,
): URL | FetchProblem {
  const written = document[name]
  if (typeof written !== 'string' || !URL.canParse(written)) return 'malformed'
  const url = new URL(written)
  const downgraded = new URL(issuer).protocol === 'https:' && url.protocol !== 'https:'
  return downgraded || !mayFetch(url, allowPlainText) ? 'plain-text' : url
}
