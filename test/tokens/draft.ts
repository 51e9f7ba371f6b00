import { createHash, X509Certificate } from 'node:crypto'
import { makePair } from '../../demo/sandbox/certificate.ts'
import { thumbprintOf } from '../../src/authn/binding/thumbprint.ts'
import type { ProofKey } from '../fixtures/dpop.ts'
import { type Signer, signer } from '../fixtures/forge.ts'
import { type Algorithm, clientKeys, pairs, signedBy } from './keys.ts'

/** How a caller comes: with which kind of token, and what the token is bound to. */
export interface Kind {
  readonly name: string
  readonly token: 'jwt' | 'opaque'
  readonly key: boolean
  readonly certificate: boolean
}

const kind = (token: Kind['token'], key: boolean, certificate: boolean): Kind => {
  const bound = [...(key ? ['key'] : []), ...(certificate ? ['certificate'] : [])]
  return { name: [token, ...bound].join(' + '), token, key, certificate }
}
export const kinds: readonly Kind[] = (['jwt', 'opaque'] as const).flatMap((token) => [
  kind(token, false, false),
  kind(token, true, false),
  kind(token, false, true),
  kind(token, true, true),
])

/** Where everybody is, and what time it is. */
export interface World {
  /** Seconds since the epoch. */
  readonly now: number
  readonly issuer: string
  readonly otherIssuer: string
  readonly audience: string
  /** A place that nobody must ever ask. */
  readonly trap: string
}

type Members = Record<string, unknown>

export interface ProofDraft {
  header: Members
  claims: Members
  sign: Signer
  /** Makes the header lines of the written proof. */
  lines: (proof: string) => readonly string[]
}

/** A request before it is written, to be altered in any way. */
export interface Draft {
  readonly algorithm: Algorithm
  scheme: string
  /** Of a JWT. */
  header: Members
  /** Of a JWT; what the issuer answers of an opaque token. */
  claims: Members
  sign: Signer
  headerText: (json: string) => string
  payloadText: (json: string) => string
  token: (written: string) => string
  /** Lines of the Authorization header. */
  lines: (credential: string) => readonly string[]
  proof: ProofDraft | undefined
  /** Value of Client-Cert, as the trusted proxy writes it. */
  certificate: string | undefined
  query: string
  /** Whether the same request was sent once before. */
  replayed: boolean
}

const holder = new X509Certificate(makePair('client').cert).raw
export const strangersCertificate = sequence(new X509Certificate(makePair('stranger').cert).raw)

export function sequence(der: Buffer): string {
  return `:${der.toString('base64')}:`
}

const same = (text: string) => text
const alone = (text: string) => [text]
const proving: readonly ProofKey[] = Object.values(clientKeys)
let count = 0

/** A request that is good in every respect. */
export function goodDraft(kind: Kind, algorithm: Algorithm, world: World): Draft {
  const number = count++
  const key = proving[number % proving.length]!
  const confirmation = {
    ...(kind.key && { jkt: thumbprintOf(key.jwk) }),
    ...(kind.certificate && { 'x5t#S256': createHash('sha256').update(holder).digest('base64url') }),
  }
  return {
    algorithm,
    scheme: kind.key ? 'DPoP' : 'Bearer',
    header: { alg: algorithm, typ: 'at+jwt', kid: signedBy[algorithm] },
    claims: {
      ...(kind.token === 'opaque' && { active: true, token_type: kind.key ? 'DPoP' : 'Bearer' }),
      iss: world.issuer,
      aud: world.audience,
      sub: 'someone',
      client_id: 'app',
      jti: `token-${number}`,
      iat: world.now - 10,
      exp: world.now + 600,
      scope: 'user/*.rs',
      ...((kind.key || kind.certificate) && { cnf: confirmation }),
    },
    sign: signer(algorithm, pairs[signedBy[algorithm]].privateKey),
    headerText: same,
    payloadText: same,
    token: same,
    lines: alone,
    proof: kind.key
      ? {
          header: { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.jwk },
          claims: { jti: `proof-${number}`, htm: 'GET', htu: `${world.audience}/Patient/1`, iat: world.now },
          sign: signer(key.algorithm, key.privateKey),
          lines: alone,
        }
      : undefined,
    certificate: kind.certificate ? sequence(holder) : undefined,
    query: '',
    replayed: false,
  }
}
