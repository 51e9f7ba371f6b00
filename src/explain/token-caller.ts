import { createAuthenticator } from '../authn/authenticate.ts'
import { readBearer } from '../authn/bearer.ts'
import type { Fetch } from '../authn/issuer/fetch-json.ts'
import type { IssuerOptions } from '../authn/issuer/issuer.ts'
import type { ReadScopes } from '../authn/principal.ts'
import type { Caller } from './judge.ts'

/**
 * Verifies a token as the gateway does, with the given key set in the place of the issuer's: nothing is fetched.
 * KEYS_UNAVAILABLE means that `keySet` is not a JWK Set.
 *
 * @param keySet a JWK Set (RFC 7517 §5) as bytes.
 * @param now when it is presented, milliseconds since the epoch.
 */
export async function callerOfToken(
  token: string,
  keySet: Buffer,
  issuers: readonly IssuerOptions[],
  readScopes: ReadScopes,
  now = Date.now(),
): Promise<Caller> {
  const fetch: Fetch = async () => ({
    status: 200,
    headers: { get: (name) => (name === 'content-type' ? 'application/json' : null) },
    body: once(keySet),
  })
  const authenticator = createAuthenticator({
    // With a place for the keys there is no discovery; whatever the place, `fetch` gives the key set. No issuer is asked.
    issuers: issuers.map((each) => ({ ...each, jwksUri: each.jwksUri ?? each.issuer, introspection: undefined })),
    readScopes,
    now: () => now,
    fetch,
  })
  return authenticator.authenticate(readBearer(['authorization', `Bearer ${token}`], ''))
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
