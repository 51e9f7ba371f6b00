import { failureAnswer } from '../denial/failures.ts'
import type { Answer } from '../message.ts'

/** Serves `[base]/.well-known/smart-configuration`. */
export interface SmartConfiguration {
  answer(): Promise<Pick<Answer, 'status' | 'body'> & { readonly headers: Readonly<Record<string, string>> }>
}

export interface SmartOptions {
  /** The `smart` section of the configuration; what it names wins. */
  readonly own: Readonly<Record<string, unknown>>
  /** The first issuer's metadata document; undefined while it cannot be had. */
  readonly issuerMetadata: () => Promise<Readonly<Record<string, unknown>> | undefined>
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

/**
 * The SMART configuration document: the site's own fields over what its first issuer says of itself
 * (SMART App Launch 2.2, conformance). Without a token endpoint there is no document: 503 until the issuer is back.
 */
export function createSmartConfiguration({ own, issuerMetadata }: SmartOptions): SmartConfiguration {
  return {
    async answer() {
      const metadata = (await issuerMetadata()) ?? {}
      const inherited = Object.fromEntries(
        shared.flatMap((name) => (metadata[name] === undefined ? [] : [[name, metadata[name]]])),
      )
      const document = { ...inherited, code_challenge_methods_supported: ['S256'], ...own }
      if (!('token_endpoint' in document)) return failureAnswer('UPSTREAM_BUSY')
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }
      return { status: 200, headers, body: JSON.stringify(document) }
    },
  }
}
