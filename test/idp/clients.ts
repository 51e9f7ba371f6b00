import { generateKeyPairSync, type X509Certificate } from 'node:crypto'
import { type BackendService, redirectUri } from './oauth-client.ts'

/** A backend service with a fresh key, and the public half as it is registered. */
export function backendService(clientId: string, algorithm: 'RS384' | 'ES384') {
  const pair =
    algorithm === 'RS384'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const keyId = `${clientId}-1`
  const service: BackendService = { clientId, algorithm, keyId, privateKey: pair.privateKey }
  return { service, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid: keyId, alg: algorithm, use: 'sig' } }
}

/** The registration of a public app (RFC 7591 §2). */
export function publicApp(clientId: string) {
  const grants = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }
  return { client_id: clientId, token_endpoint_auth_method: 'none', redirect_uris: [redirectUri], ...grants }
}

const unattended = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }

/** The registration of a backend service. */
export function registered({ service, jwk }: ReturnType<typeof backendService>) {
  const method = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: service.algorithm }
  return { client_id: service.clientId, ...method, jwks: { keys: [jwk] }, ...unattended }
}

/** The registration of a client that shows a certificate, and whose tokens are bound to it (RFC 8705 §2.2, §3). */
export function certificateClient(clientId: string, certificate: X509Certificate) {
  const jwk = { ...certificate.publicKey.export({ format: 'jwk' }), x5c: [certificate.raw.toString('base64')] }
  const method = { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [jwk] } }
  return { client_id: clientId, ...method, tls_client_certificate_bound_access_tokens: true, ...unattended }
}

const asksOnly = { grant_types: [], redirect_uris: [], response_types: [] }

/** The registration of the gateway, which asks about tokens and gets none. */
export function introspector(secret: string, members: object = {}) {
  return { client_id: 'gatehouse', client_secret: secret, ...asksOnly, ...members }
}
