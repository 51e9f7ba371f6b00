import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import { Agent, type Dispatcher } from 'undici'
import type { AssertionKey, ClientCertificate, IntrospectionOptions } from './options.ts'

/** What a question carries so that the issuer knows who asks. */
export interface Authentication {
  readonly headers: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
  /** The connections that show the client's certificate. */
  readonly dispatcher?: Dispatcher
}

export type Authenticate = (endpoint: URL) => Promise<Authentication>

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Seconds; SMART and most servers take no assertion that lives longer than 300. */
const ASSERTION_LIFETIME = 60
const USUAL_ALGORITHMS: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
}

/**
 * The gateway's own credential at an issuer: client_secret_basic (RFC 6749 §2.3.1), private_key_jwt (RFC 7523 §2.2, with an
 * assertion for each question), a client certificate (RFC 8705 §2), or a bearer token (RFC 7662 §2.1).
 *
 * @param now milliseconds since the epoch.
 * @throws when a file of the certificate cannot be read or a key fits no algorithm: mistakes of the configuration.
 */
export function createAuthentication(options: IntrospectionOptions, now: () => number): Authenticate {
  const { clientId = '', clientSecret, privateKey, certificate, bearer } = options
  if (bearer !== undefined) return always({ headers: { authorization: `Bearer ${bearer.reveal()}` }, form: {} })
  if (clientSecret !== undefined)
    return always({ headers: { authorization: basic(clientId, clientSecret.reveal()) }, form: {} })
  if (certificate !== undefined) {
    return always({ headers: {}, form: { client_id: clientId }, dispatcher: connectionsWith(certificate) })
  }
  if (privateKey === undefined) throw new TypeError('introspection without a credential')
  const assert = createAssertions(clientId, privateKey, now)
  return async (endpoint) => ({
    headers: {},
    form: { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: await assert(endpoint) },
  })
}

function always(authentication: Authentication): Authenticate {
  return async () => authentication
}

/** Both parts are form-encoded before they are joined, so that a colon in the id does not end it. */
function basic(id: string, secret: string): string {
  const pair = [id, secret].map(encodeURIComponent).join(':')
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function connectionsWith({ cert, key, ca }: ClientCertificate): Dispatcher {
  const trusted = ca === undefined ? {} : { ca: readFileSync(ca) }
  return new Agent({ connect: { cert: readFileSync(cert), key: key.reveal(), ...trusted } })
}

function createAssertions(clientId: string, options: AssertionKey, now: () => number) {
  const key = createPrivateKey(options.file.reveal())
  const header = {
    alg: options.algorithm ?? usualAlgorithm(key),
    typ: 'JWT',
    ...(options.keyId && { kid: options.keyId }),
  }
  return (endpoint: URL): Promise<string> => {
    const iat = Math.floor(now() / 1000)
    const aud = options.audience ?? endpoint.href
    const claims = { iss: clientId, sub: clientId, aud, jti: randomUUID(), iat, exp: iat + ASSERTION_LIFETIME }
    return new SignJWT(claims).setProtectedHeader(header).sign(key)
  }
}

/** RS384 and ES384 are what every SMART server takes (SMART App Launch 2.2, "Asymmetric client authentication"). */
function usualAlgorithm(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return 'RS384'
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA'
  const algorithm = USUAL_ALGORITHMS[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (algorithm === undefined) throw new TypeError('introspection.privateKey is of a kind that signs no assertion')
  return algorithm
}
