import { createHash, timingSafeEqual } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose'

/** A backend service that the issuer knows. It proves itself with a secret or with a key (SMART Backend Services). */
export interface Client {
  readonly id: string
  readonly secret?: string
  /** Public keys for `private_key_jwt`. */
  readonly keys?: readonly JWK[]
  /** What it may ask for; also what it gets when it asks for nothing. */
  readonly scopes: readonly string[]
  /** Further claims of its tokens. */
  readonly claims?: Readonly<Record<string, unknown>>
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const MAX_ASSERTION_LIFETIME = '5m'

export interface ClientAuthentication {
  readonly clients: readonly Client[]
  /** The issuer and its token endpoint: either may be the assertion's audience. */
  readonly audience: readonly string[]
  /** Ids of assertions seen before, each good once (RFC 7523 §3). */
  readonly seen: Set<string>
}

/** Which client sends this token request (RFC 6749 §2.3, RFC 7523 §2.2); undefined when none can be believed. */
export async function authenticateClient(
  authorization: string | undefined,
  form: URLSearchParams,
  { clients, audience, seen }: ClientAuthentication,
): Promise<Client | undefined> {
  if (authorization !== undefined) {
    const [id, secret] = readBasic(authorization)
    const client = clients.find((each) => each.id === id)
    return client?.secret !== undefined && secret !== undefined && same(client.secret, secret) ? client : undefined
  }
  const assertion = form.get('client_assertion')
  if (assertion === null || form.get('client_assertion_type') !== ASSERTION_TYPE) return undefined
  try {
    const client = clients.find((each) => each.id === decodeJwt(assertion).iss)
    if (client?.keys === undefined) return undefined
    const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: [...client.keys] }), {
      issuer: client.id,
      subject: client.id,
      audience: [...audience],
      algorithms: ['RS384', 'ES384'],
      maxTokenAge: MAX_ASSERTION_LIFETIME,
      requiredClaims: ['jti', 'exp'],
    })
    const id = `${client.id} ${payload.jti}`
    if (seen.has(id)) return undefined
    seen.add(id)
    return client
  } catch {
    return undefined // Not a JWT, or one that does not hold: to the client both are invalid_client.
  }
}

function readBasic(authorization: string): readonly (string | undefined)[] {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? []
  const [id, secret] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':', 2)
  try {
    return [id, secret].map((each) => (each === undefined ? each : decodeURIComponent(each)))
  } catch {
    return []
  }
}

/** Equality that takes the same time wherever the difference is. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
