import { hmacSigner, unsigned } from '../../fixtures/forge.ts'
import type { Draft, World } from '../draft.ts'
import { type Fault, faultsAt, header, type Row, signed } from '../fault.ts'
import { type Algorithm, pairs, published, strangersKey } from '../keys.ts'

const isRsa: Fault['fits'] = ({ token }, algorithm) => token === 'jwt' && /^[RP]S/.test(algorithm)
const isCurve: Fault['fits'] = ({ token }, algorithm) => token === 'jwt' && algorithm.startsWith('E')

const pem = (name: 'rsa' | 'es256') => pairs[name].publicKey.export({ type: 'spki', format: 'pem' }) as string
const der = pairs.rsa.publicKey.export({ type: 'spki', format: 'der' }) as Buffer
const modulus = Buffer.from(published(pairs.rsa.publicKey).n as string, 'base64url')

const hmac = (algorithm: string, secret: string | Buffer) => (draft: Draft) => {
  draft.header.alg = algorithm
  draft.sign = hmacSigner(secret)
}
const none = (spelling: string): Row => [`${spelling}, signature kept`, 'ALGORITHM_REFUSED', header('alg', spelling)]
const alg = (change: (own: Algorithm) => unknown) => (draft: Draft) => {
  draft.header.alg = change(draft.algorithm)
}
const along = (members: Record<string, unknown>) => (draft: Draft) => {
  Object.assign(draft.header, members)
}
const at = (name: string, path: string) => (draft: Draft, world: World) => {
  draft.header[name] = world.trap + path
}
const otherOf: Partial<Record<Algorithm, string>> = { RS256: 'PS256', RS512: 'RS256', PS256: 'RS256', PS384: 'PS256' }

/** What can be wrong with the header of a signed token (RFC 7515 §4.1, RFC 8725 §3.1, §3.2, §3.10, §3.11). */
export const headerFaults: readonly Fault[] = [
  ...faultsAt('alg', 'alg', signed, [
    ...['none', 'None', 'NONE', 'nOnE', 'none ', '', 'null'].map(none),
    ['HS256 with the public key as PEM', 'ALGORITHM_REFUSED', hmac('HS256', pem('rsa'))],
    ['HS256 with the other public key as PEM', 'ALGORITHM_REFUSED', hmac('HS256', pem('es256'))],
    ['HS256 with the public key as DER', 'ALGORITHM_REFUSED', hmac('HS256', der)],
    ['HS256 with the modulus', 'ALGORITHM_REFUSED', hmac('HS256', modulus)],
    ['HS384 with an empty secret', 'ALGORITHM_REFUSED', hmac('HS384', '')],
    ['HS512 with a published secret', 'ALGORITHM_REFUSED', hmac('HS512', 'secret-secret-secret-secret')],
    ['RS1', 'ALGORITHM_REFUSED', header('alg', 'RS1')],
    ['ES256K', 'ALGORITHM_REFUSED', header('alg', 'ES256K')],
    ['of encryption', 'ALGORITHM_REFUSED', header('alg', 'RSA-OAEP')],
    ['in lower case', 'ALGORITHM_REFUSED', alg((own) => own.toLowerCase())],
    ['with a space', 'ALGORITHM_REFUSED', alg((own) => `${own} `)],
    ['of a prototype', 'ALGORITHM_REFUSED', header('alg', 'toString')],
  ]),
  ...faultsAt('alg', 'signature text', signed, [
    [
      'none, without a signature',
      'TOKEN_MALFORMED',
      (draft) => {
        draft.header.alg = 'none'
        draft.sign = unsigned
      },
    ],
  ]),
  ...faultsAt('alg', 'header types', signed, [
    ['absent', 'TOKEN_MALFORMED', header('alg', undefined)],
    ['a list', 'TOKEN_MALFORMED', alg((own) => [own])],
    ['null', 'TOKEN_MALFORMED', header('alg', null)],
    ['a number', 'TOKEN_MALFORMED', header('alg', 256)],
  ]),
  ...faultsAt('alg', 'signature', isRsa, [
    ['another of the same key', 'SIGNATURE_INVALID', alg((own) => otherOf[own])],
  ]),
  ...faultsAt('alg', 'key', isRsa, [['of a curve', 'KEY_UNKNOWN', header('alg', 'ES256')]]),
  ...faultsAt('alg', 'key', isCurve, [['of RSA', 'KEY_UNKNOWN', header('alg', 'RS256')]]),
  ...faultsAt('typ', 'typ', signed, [
    ...(['JWT', 'IUA-JWT', 'dpop+jwt', 'logout+jwt', 'secevent+jwt', 'token-introspection+jwt', 'at', ''] as const).map(
      (typ): Row => [typ === '' ? 'empty' : typ, 'TYPE_REFUSED', header('typ', typ)],
    ),
    ['absent', 'TYPE_REFUSED', header('typ', undefined)],
    ['with a space', 'TYPE_REFUSED', header('typ', 'at+jwt ')],
    ['with a parameter', 'TYPE_REFUSED', header('typ', 'application/at+jwt; charset=utf-8')],
    ['of another tree', 'TYPE_REFUSED', header('typ', 'text/at+jwt')],
    ['twice prefixed', 'TYPE_REFUSED', header('typ', 'application/application/at+jwt')],
    ['as a media type', 'ok', header('typ', 'application/at+jwt')],
    ['in upper case', 'ok', header('typ', 'APPLICATION/AT+JWT')],
  ]),
  ...faultsAt('typ', 'header types', signed, [
    ['a list', 'TOKEN_MALFORMED', header('typ', ['at+jwt'])],
    ['null', 'TOKEN_MALFORMED', header('typ', null)],
  ]),
  ...faultsAt('extensions', 'extensions', signed, [
    ['crit', 'HEADER_UNSUPPORTED', header('crit', ['exp'])],
    ['crit empty', 'HEADER_UNSUPPORTED', header('crit', [])],
    ['crit of its own', 'HEADER_UNSUPPORTED', along({ crit: ['hospital'], hospital: true })],
    ['b64 false', 'HEADER_UNSUPPORTED', along({ crit: ['b64'], b64: false })],
    ['b64 true, not critical', 'HEADER_UNSUPPORTED', header('b64', true)],
    ['zip', 'HEADER_UNSUPPORTED', header('zip', 'DEF')],
    ['cty of a nested token', 'ok', header('cty', 'JWT')],
  ]),
  // Keys that a token brings along or points at are never looked at; `trap` records who asks.
  ...faultsAt('brought', 'key', signed, [
    ['jku', 'ok', at('jku', '/jwks')],
    ['x5u', 'ok', at('x5u', '/chain.pem')],
    ['jwk', 'ok', header('jwk', strangersKey.jwk)],
    ['x5c', 'ok', along({ x5c: ['AAAA'], x5t: 'AAAA', 'x5t#S256': 'AAAA' })],
  ]),
]
