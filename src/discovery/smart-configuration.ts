import { failureAnswer } from '../denial/failures.ts'
import type { Answer } from '../message.ts'

/** Serves `[base]/.well-known/smart-configuration`. */
export interface SmartConfiguration {
  answer(): Promise<SmartAnswer>
}

type SmartAnswer = Pick<Answer, 'status' | 'body'> & { readonly headers: Readonly<Record<string, string>> }

export interface SmartOptions {
  /** The `smart` section of the configuration; what it names wins. */
  readonly own: Readonly<Record<string, unknown>>
  /** Asks the first issuer for its metadata document; undefined while it cannot be had. */
  readonly issuerMetadata: () => Promise<Readonly<Record<string, unknown>> | undefined>
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number
}

/** Fields of an authorization server's metadata (RFC 8414) that the SMART document has too. */
const shared = [
  'authorization_endpoint',
  'token_endpoint',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'grant_types_supported',
  'response_types_supported',
  'scopes_supported',
  'registration_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
] as const

/** Anyone may ask, so the issuer is asked at most this often, whether it answers or not. Milliseconds. */
const FRESH_FOR = 300_000
const RETRY_AFTER = 10_000

/**
 * The SMART configuration document: the site's own fields over what its first issuer says of itself
 * (SMART App Launch 2.2, conformance). Without a token endpoint there is no document: 503 until the issuer is back.
 */
export function createSmartConfiguration({ own, issuerMetadata, monotonic }: SmartOptions): SmartConfiguration {
  let known: SmartAnswer | undefined
  let askAgainAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined

  async function refresh(): Promise<void> {
    const metadata = await issuerMetadata()
    askAgainAt = monotonic() + (metadata === undefined ? RETRY_AFTER : FRESH_FOR)
    if (metadata !== undefined || known === undefined) known = documentOf(own, metadata ?? {})
  }

  return {
    async answer() {
      if (monotonic() >= askAgainAt) {
        underWay ??= refresh().finally(() => {
          underWay = undefined
        })
        // A document that is there serves while a newer one is fetched.
        if (known === undefined) await underWay
      }
      return known ?? failureAnswer('ISSUER_UNREACHABLE')
    },
  }
}

function documentOf(own: SmartOptions['own'], metadata: Readonly<Record<string, unknown>>): SmartAnswer | undefined {
  const inherited = shared.flatMap((name) => (metadata[name] === undefined ? [] : [[name, metadata[name]] as const]))
  const document = { ...Object.fromEntries(inherited), code_challenge_methods_supported: ['S256'], ...own }
  if (!('token_endpoint' in document)) return undefined
  const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }
  return { status: 200, headers, body: JSON.stringify(document) }
}
