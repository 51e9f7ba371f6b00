import { generateKeyPairSync, type X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { JWK } from 'jose'

/** What the tests choose of the server. */
export interface ProviderOptions {
  readonly audience: string
  /** Registered clients, as RFC 7591 names their members. Those whose id begins with `opaque` get opaque tokens. */
  readonly clients: readonly Readonly<Record<string, unknown>>[]
}

const scopes = [
  'launch/patient',
  'patient/Patient.rs',
  'patient/Observation.rs',
  'patient/*.rs',
  'user/*.rs',
  'system/Patient.rs',
  'system/Observation.rs',
  'system/*.rs',
]

/** An RSA key must be there as well: it signs ID tokens unless a client registers otherwise. */
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as JWK

/**
 * A SMART authorization server: PKCE for everybody, private_key_jwt with the algorithms of SMART Backend Services, JWT
 * access tokens for one resource server, introspection, revocation, DPoP, certificate-bound tokens. Users are known by
 * the id of their own record, so whoever signs in as `p01` launches with that patient.
 */
export function configuration(
  { audience, clients }: ProviderOptions,
  keys: readonly JWK[],
  certificateOf: (request: IncomingMessage) => X509Certificate | undefined,
): object {
  const account = (accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) })
  return {
    clients,
    jwks: { keys: [...keys, { ...rsaKey, use: 'sig', alg: 'RS256', kid: 'id-tokens' }] },
    scopes: ['openid', 'offline_access', ...scopes],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt', 'self_signed_tls_client_auth'],
    cookies: { keys: ['synthetic'] },
    ttl: { AccessToken: 300, ClientCredentials: 300, Interaction: 300, Session: 300, Grant: 300, IdToken: 300 },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => account(id),
    extraTokenClaims: (_context: unknown, { accountId }: { accountId?: string }) =>
      accountId && { patient: accountId, fhirUser: `${audience}/Patient/${accountId}` },
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS384', 'ES384'],
      dPoPSigningAlgValues: ['ES256'],
      introspectionSigningAlgValues: ['ES256', 'RS256'],
    },
    features: {
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_: unknown, { clientId }: { clientId: string }) => clientId.startsWith('gatehouse'),
      },
      jwtIntrospection: { enabled: true },
      revocation: { enabled: true },
      dPoP: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        getCertificate: ({ req }: { req: IncomingMessage }) => certificateOf(req),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_: unknown, _resource: string, { clientId }: { clientId: string }) => ({
          audience,
          scope: scopes.join(' '),
          accessTokenTTL: 300,
          accessTokenFormat: clientId.startsWith('opaque') ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  }
}
