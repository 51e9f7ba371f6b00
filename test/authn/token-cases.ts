import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { AuthenticationCode } from '../../src/authn/failure.ts'
import { encode, forge, garbage, hmacSigner, type Signer, signer, unsigned } from '../fixtures/forge.ts'
import { AUDIENCE } from '../fixtures/issuer.ts'

export const ISSUER = 'https://id.example.org'
export const NOW = 1_900_000_000
const THUMBPRINT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'

export interface TokenCase {
  readonly name: string
  readonly token: string
  readonly result: 'ok' | AuthenticationCode
  /** How many signature checks it may cost. */
  readonly checks: number
}

const pair = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  es256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  es384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ed: generateKeyPairSync('ed25519'),
  foreignRsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  foreignEs256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
}
const keyOf: Record<string, [KeyObject, string]> = {
  RS256: [pair.rsa.privateKey, 'rsa'],
  PS256: [pair.rsa.privateKey, 'rsa'],
  ES256: [pair.es256.privateKey, 'es256'],
  ES384: [pair.es384.privateKey, 'es384'],
  EdDSA: [pair.ed.privateKey, 'ed'],
}
export const ALGORITHMS = Object.keys(keyOf)

/** RSA has no `alg` here: one key for both of its algorithms. */
export const jwks = {
  keys: [
    { ...pair.rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa', use: 'sig' },
    { ...pair.es256.publicKey.export({ format: 'jwk' }), kid: 'es256', alg: 'ES256' },
    { ...pair.es384.publicKey.export({ format: 'jwk' }), kid: 'es384', key_ops: ['verify'] },
    { ...pair.ed.publicKey.export({ format: 'jwk' }), kid: 'ed' },
    { ...pair.foreignEs256.publicKey.export({ format: 'jwk' }), kid: 'encryption', use: 'enc' },
  ],
}

export const goodClaims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'user-1',
  client_id: 'client-1',
  jti: 'token-1',
  iat: NOW - 10,
  exp: NOW + 290,
  scope: 'user/Observation.rs',
}

export function build(algorithm: string, header: object = {}, claims: object = {}, by?: Signer): string {
  const [key, kid] = keyOf[algorithm]!
  const payload = { ...goodClaims, ...claims }
  return forge({ alg: algorithm, typ: 'at+jwt', kid, ...header }, payload, by ?? signer(algorithm, key))
}

type HeaderRow = [name: string, header: object, result: TokenCase['result'], checks: number]

const HEADERS: HeaderRow[] = [
  ['plain', {}, 'ok', 1],
  ['media type', { typ: 'application/at+jwt' }, 'ok', 1],
  ['upper case type', { typ: 'AT+JWT' }, 'ok', 1],
  [
    'its own public key along',
    { jwk: jwks.keys[1], jku: 'https://evil.example/jwks', x5u: 'https://evil.example/c', x5c: ['AA=='] },
    'ok',
    1,
  ],
  ['ID token type', { typ: 'JWT' }, 'TYPE_REFUSED', 0],
  ['no type', { typ: undefined }, 'TYPE_REFUSED', 0],
  ['the word absent as type', { typ: 'absent' }, 'TYPE_REFUSED', 0],
  ['logout token type', { typ: 'logout+jwt' }, 'TYPE_REFUSED', 0],
  ['DPoP proof type', { typ: 'dpop+jwt' }, 'TYPE_REFUSED', 0],
  ['type twice prefixed', { typ: 'application/application/at+jwt' }, 'TYPE_REFUSED', 0],
  ['type a number', { typ: 1 }, 'TOKEN_MALFORMED', 0],
  ['type null', { typ: null }, 'TOKEN_MALFORMED', 0],
  ['crit', { crit: ['exp'] }, 'HEADER_UNSUPPORTED', 0],
  ['empty crit', { crit: [] }, 'HEADER_UNSUPPORTED', 0],
  ['b64 true', { b64: true }, 'HEADER_UNSUPPORTED', 0],
  ['b64 false', { b64: false, crit: ['b64'] }, 'HEADER_UNSUPPORTED', 0],
  ['zip', { zip: 'DEF' }, 'HEADER_UNSUPPORTED', 0],
  ['unknown kid', { kid: 'nobody' }, 'KEY_UNKNOWN', 0],
  ['kid a path', { kid: '../../dev/null' }, 'KEY_UNKNOWN', 0],
  ['kid SQL', { kid: "rsa' OR '1'='1" }, 'KEY_UNKNOWN', 0],
  ['kid of a prototype', { kid: '__proto__' }, 'KEY_UNKNOWN', 0],
  ['kid empty', { kid: '' }, 'KEY_UNKNOWN', 0],
  ['kid of an encryption key', { kid: 'encryption' }, 'KEY_UNKNOWN', 0],
  ['kid a number', { kid: 1 }, 'TOKEN_MALFORMED', 0],
  ['kid a list', { kid: ['rsa'] }, 'TOKEN_MALFORMED', 0],
  ['kid long', { kid: 'k'.repeat(257) }, 'TOKEN_MALFORMED', 0],
  ['alg none', { alg: 'none' }, 'ALGORITHM_REFUSED', 0],
  ['alg None', { alg: 'None' }, 'ALGORITHM_REFUSED', 0],
  ['alg HS256', { alg: 'HS256' }, 'ALGORITHM_REFUSED', 0],
  ['alg in lower case', { alg: 'es256' }, 'ALGORITHM_REFUSED', 0],
  ['alg known but not allowed', { alg: 'RS512' }, 'ALGORITHM_REFUSED', 0],
  ['alg of a prototype', { alg: 'constructor' }, 'ALGORITHM_REFUSED', 0],
  ['alg missing', { alg: undefined }, 'TOKEN_MALFORMED', 0],
  ['alg a list', { alg: ['ES256'] }, 'TOKEN_MALFORMED', 0],
]

type ClaimRow = [name: string, claims: object, result: TokenCase['result']]

/** Those that are refused must not cost a signature check. */
const CLAIMS: ClaimRow[] = [
  ['aud a list with ours', { aud: ['https://other.example', AUDIENCE] }, 'ok'],
  ['exp in the skew', { exp: NOW - 29 }, 'ok'],
  ['exp with a fraction', { exp: NOW + 0.5 }, 'ok'],
  ['nbf in the skew', { nbf: NOW + 30 }, 'ok'],
  ['iat in the skew', { iat: NOW + 30 }, 'ok'],
  ['client in azp', { client_id: undefined, azp: 'client-1' }, 'ok'],
  ['no scope', { scope: undefined }, 'ok'],
  ['claims that nobody knows', { acme: { deep: [1] }, 'https://acme.example/claim': 'x' }, 'ok'],
  ['scope list in scp', { scope: undefined, scp: ['user/*.rs', 'openid fhirUser'] }, 'ok'],
  ['iss another', { iss: 'https://id.example.com' }, 'ISSUER_UNKNOWN'],
  ['iss with slash', { iss: `${ISSUER}/` }, 'ISSUER_UNKNOWN'],
  ['iss in upper case', { iss: ISSUER.toUpperCase() }, 'ISSUER_UNKNOWN'],
  ['iss longer', { iss: `${ISSUER}.evil.example` }, 'ISSUER_UNKNOWN'],
  ['iss a list', { iss: [ISSUER] }, 'ISSUER_UNKNOWN'],
  ['iss an object', { iss: { toString: ISSUER } }, 'ISSUER_UNKNOWN'],
  ['iss null', { iss: null }, 'ISSUER_UNKNOWN'],
  ['iss missing', { iss: undefined }, 'ISSUER_UNKNOWN'],
  ['iss empty', { iss: '' }, 'ISSUER_UNKNOWN'],
  ['aud another', { aud: 'https://other.example/fhir' }, 'AUDIENCE_REFUSED'],
  ['aud with slash', { aud: `${AUDIENCE}/` }, 'AUDIENCE_REFUSED'],
  ['aud a prefix', { aud: 'https://fhir.example.org' }, 'AUDIENCE_REFUSED'],
  ['aud a wildcard', { aud: '*' }, 'AUDIENCE_REFUSED'],
  ['aud two in one string', { aud: `x ${AUDIENCE}` }, 'AUDIENCE_REFUSED'],
  ['aud empty', { aud: '' }, 'AUDIENCE_REFUSED'],
  ['aud an empty list', { aud: [] }, 'CLAIM_MISSING'],
  ['aud missing', { aud: undefined }, 'CLAIM_MISSING'],
  ['aud null', { aud: null }, 'CLAIM_INVALID'],
  ['aud an object', { aud: { [AUDIENCE]: true } }, 'CLAIM_INVALID'],
  ['aud a list in a list', { aud: [[AUDIENCE]] }, 'CLAIM_INVALID'],
  ['aud a list with a number', { aud: [AUDIENCE, 1] }, 'CLAIM_INVALID'],
  ['exp past the skew', { exp: NOW - 30 }, 'TOKEN_EXPIRED'],
  ['exp long ago', { exp: 0 }, 'TOKEN_EXPIRED'],
  ['exp negative', { exp: -1 }, 'CLAIM_INVALID'],
  ['exp missing', { exp: undefined }, 'CLAIM_MISSING'],
  ['exp null', { exp: null }, 'CLAIM_INVALID'],
  ['exp a string', { exp: String(NOW + 100) }, 'CLAIM_INVALID'],
  ['exp a list', { exp: [NOW + 100] }, 'CLAIM_INVALID'],
  ['exp true', { exp: true }, 'CLAIM_INVALID'],
  ['nbf past the skew', { nbf: NOW + 31 }, 'TOKEN_NOT_YET_VALID'],
  ['nbf a string', { nbf: '0' }, 'CLAIM_INVALID'],
  ['nbf null', { nbf: null }, 'CLAIM_INVALID'],
  ['iat past the skew', { iat: NOW + 31 }, 'TOKEN_NOT_YET_VALID'],
  ['iat missing', { iat: undefined }, 'CLAIM_MISSING'],
  ['iat a string', { iat: '1' }, 'CLAIM_INVALID'],
  ['sub missing', { sub: undefined }, 'CLAIM_MISSING'],
  ['sub empty', { sub: '' }, 'CLAIM_INVALID'],
  ['sub a list', { sub: ['user-1'] }, 'CLAIM_INVALID'],
  ['sub with NUL', { sub: 'user-1\u0000' }, 'CLAIM_INVALID'],
  ['sub with a line break', { sub: 'user-1\nadmin' }, 'CLAIM_INVALID'],
  ['sub very long', { sub: 'u'.repeat(513) }, 'CLAIM_INVALID'],
  ['client missing', { client_id: undefined }, 'CLAIM_MISSING'],
  ['client a number', { client_id: 7 }, 'CLAIM_INVALID'],
  ['client null before azp', { client_id: null, azp: 'client-1' }, 'CLAIM_INVALID'],
  ['jti missing', { jti: undefined }, 'CLAIM_MISSING'],
  ['jti an object', { jti: {} }, 'CLAIM_INVALID'],
  ['scope a number', { scope: 1 }, 'CLAIM_INVALID'],
  ['scope an object', { scope: { 'user/*.*': true } }, 'CLAIM_INVALID'],
  ['scope a list with a list', { scope: [['user/*.*']] }, 'CLAIM_INVALID'],
  ['cnf with the thumbprint of a key', { cnf: { jkt: THUMBPRINT } }, 'ok'],
  ['cnf with the thumbprint of a certificate', { cnf: { 'x5t#S256': THUMBPRINT } }, 'ok'],
  ['cnf with more than is understood', { cnf: { jkt: THUMBPRINT, kid: 'a' } }, 'ok'],
  ['cnf with a short thumbprint', { cnf: { jkt: 'abc' } }, 'CONFIRMATION_INVALID'],
  ['cnf with one thumbprint good, one not', { cnf: { jkt: THUMBPRINT, 'x5t#S256': '' } }, 'CONFIRMATION_INVALID'],
  ['cnf with a key itself', { cnf: { jwk: { kty: 'EC' } } }, 'CONFIRMATION_INVALID'],
  ['cnf empty', { cnf: {} }, 'CONFIRMATION_INVALID'],
  ['cnf null', { cnf: null }, 'CONFIRMATION_INVALID'],
  ['cnf a list', { cnf: [{ jkt: THUMBPRINT }] }, 'CONFIRMATION_INVALID'],
  ['cnf a thumbprint', { cnf: THUMBPRINT }, 'CONFIRMATION_INVALID'],
  ['patient a list', { patient: ['p1', 'p2'] }, 'CONTEXT_INVALID'],
  ['patient a reference', { patient: 'Patient/p1' }, 'CONTEXT_INVALID'],
  ['patient with a query', { patient: 'p1?_include=*' }, 'CONTEXT_INVALID'],
  ['patient two in one', { patient: 'p1,p2' }, 'CONTEXT_INVALID'],
  ['patient empty', { patient: '' }, 'CONTEXT_INVALID'],
  ['patient null', { patient: null }, 'CONTEXT_INVALID'],
  ['patient dots', { patient: '..' }, 'CONTEXT_INVALID'],
  ['patient a wildcard', { patient: '*' }, 'CONTEXT_INVALID'],
  ['patient with a line break', { patient: 'p1\n' }, 'CONTEXT_INVALID'],
  ['patient long', { patient: 'p'.repeat(65) }, 'CONTEXT_INVALID'],
  ['encounter a number', { encounter: 1 }, 'CONTEXT_INVALID'],
  ['fhirUser a list', { fhirUser: ['Practitioner/1'] }, 'CONTEXT_INVALID'],
  ['fhirUser with a space', { fhirUser: 'Practitioner/1 x' }, 'CONTEXT_INVALID'],
  ['roles a number', { roles: 5 }, 'CONTEXT_INVALID'],
  ['roles with a line break', { roles: ['a\nb'] }, 'CONTEXT_INVALID'],
  ['purpose a Coding without code', { purpose_of_use: [{ system: 'x' }] }, 'CONTEXT_INVALID'],
]

const good = build('ES256')
const [goodHeader, goodPayload, goodSignature] = good.split('.') as [string, string, string]
const rsaPem = pair.rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string
const repeated = (name: string, value: string) => `${JSON.stringify(goodClaims).slice(0, -1)},"${name}":${value}}`
const es256 = { alg: 'ES256', typ: 'at+jwt', kid: 'es256' }
const bySelf = signer('ES256', pair.es256.privateKey)

const SHAPES: [name: string, token: string, result: TokenCase['result'], checks: number][] = [
  ['foreign EC key', build('ES256', {}, {}, signer('ES256', pair.foreignEs256.privateKey)), 'SIGNATURE_INVALID', 1],
  ['foreign RSA key', build('RS256', {}, {}, signer('RS256', pair.foreignRsa.privateKey)), 'SIGNATURE_INVALID', 1],
  [
    'key from the header',
    build(
      'ES256',
      { jwk: pair.foreignEs256.publicKey.export({ format: 'jwk' }) },
      {},
      signer('ES256', pair.foreignEs256.privateKey),
    ),
    'SIGNATURE_INVALID',
    1,
  ],
  ['garbage signature', build('ES256', {}, {}, garbage), 'SIGNATURE_INVALID', 1],
  ['short signature', `${goodHeader}.${goodPayload}.AAAA`, 'SIGNATURE_INVALID', 1],
  [
    'claims changed after signing',
    `${goodHeader}.${encode({ ...goodClaims, sub: 'admin' })}.${goodSignature}`,
    'SIGNATURE_INVALID',
    1,
  ],
  ['PS256 said, RS256 signed', build('PS256', {}, {}, signer('RS256', pair.rsa.privateKey)), 'SIGNATURE_INVALID', 1],
  ['RS256 with an EC kid', build('RS256', { kid: 'es256' }), 'KEY_UNKNOWN', 0],
  ['ES256 with a P-384 kid', build('ES256', { kid: 'es384' }), 'KEY_UNKNOWN', 0],
  ['ES384 with a key for ES256', build('ES384', { kid: 'es256' }), 'KEY_UNKNOWN', 0],
  ['EdDSA with an RSA kid', build('EdDSA', { kid: 'rsa' }), 'KEY_UNKNOWN', 0],
  ['no kid, one key fits', build('ES256', { kid: undefined }), 'ok', 1],
  ['no kid, foreign key', build('ES256', { kid: undefined }, {}, garbage), 'SIGNATURE_INVALID', 1],
  [
    'HMAC with the public key as secret',
    build('RS256', { alg: 'HS256' }, {}, hmacSigner(rsaPem)),
    'ALGORITHM_REFUSED',
    0,
  ],
  ['HMAC with an empty secret', build('RS256', { alg: 'HS256' }, {}, hmacSigner('')), 'ALGORITHM_REFUSED', 0],
  ['alg none without signature', build('RS256', { alg: 'none' }, {}, unsigned), 'TOKEN_MALFORMED', 0],
  ['no signature', build('ES256', {}, {}, unsigned), 'TOKEN_MALFORMED', 0],
  ['two parts', `${goodHeader}.${goodPayload}`, 'TOKEN_MALFORMED', 0],
  ['one part', 'opaque-token', 'TOKEN_MALFORMED', 0],
  ['four parts', `${good}.AAAA`, 'TOKEN_MALFORMED', 0],
  ['five parts', `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`, 'TOKEN_ENCRYPTED', 0],
  ['six parts', `${good}.A.A.A`, 'TOKEN_MALFORMED', 0],
  ['only dots', '..', 'TOKEN_MALFORMED', 0],
  ['padding', `${goodHeader}=.${goodPayload}.${goodSignature}`, 'TOKEN_MALFORMED', 0],
  ['padding at the end', `${good}==`, 'TOKEN_MALFORMED', 0],
  ['base64 instead of base64url', `${goodHeader}.${goodPayload}.${'+/'.repeat(43)}`, 'TOKEN_MALFORMED', 0],
  ['a stray bit at the end', `${goodHeader}.${goodPayload}.${'A'.repeat(85)}B`, 'TOKEN_MALFORMED', 0],
  ['header not JSON', forge('hello', goodClaims, bySelf), 'TOKEN_MALFORMED', 0],
  ['header a list', forge([es256], goodClaims, bySelf), 'TOKEN_MALFORMED', 0],
  [
    'header with alg twice',
    forge('{"alg":"ES256","alg":"none","typ":"at+jwt"}', goodClaims, bySelf),
    'TOKEN_MALFORMED',
    0,
  ],
  [
    'header with alg twice, one escaped',
    forge('{"alg":"none","\\u0061lg":"ES256","typ":"at+jwt"}', goodClaims, bySelf),
    'TOKEN_MALFORMED',
    0,
  ],
  ['header too long', forge({ ...es256, padding: 'x'.repeat(4096) }, goodClaims, bySelf), 'TOKEN_MALFORMED', 0],
  ['payload null', forge(es256, null, bySelf), 'TOKEN_MALFORMED', 0],
  ['payload a string', forge(es256, '"claims"', bySelf), 'TOKEN_MALFORMED', 0],
  ['payload a JWT', forge({ ...es256, cty: 'JWT' }, good, bySelf), 'TOKEN_MALFORMED', 0],
  ['payload with text after it', forge(es256, `${JSON.stringify(goodClaims)}{}`, bySelf), 'TOKEN_MALFORMED', 0],
  ['payload with a byte order mark', forge(es256, `\ufeff${JSON.stringify(goodClaims)}`, bySelf), 'TOKEN_MALFORMED', 0],
  ['payload very deep', forge(es256, repeated('x', '['.repeat(3000) + ']'.repeat(3000)), bySelf), 'TOKEN_MALFORMED', 0],
  ['iss twice', forge(es256, repeated('iss', '"https://evil.example"'), bySelf), 'TOKEN_MALFORMED', 0],
  ['sub twice', forge(es256, repeated('sub', '"admin"'), bySelf), 'TOKEN_MALFORMED', 0],
  ['exp twice', forge(es256, repeated('exp', '9999999999'), bySelf), 'TOKEN_MALFORMED', 0],
  ['patient twice', forge(es256, repeated('patient', '"p1","patient":"p2"'), bySelf), 'TOKEN_MALFORMED', 0],
  [
    'exp too large for a number',
    forge(es256, JSON.stringify(goodClaims).replace(/"exp":\d+/, '"exp":1e999'), bySelf),
    'TOKEN_MALFORMED',
    0,
  ],
  ['half a surrogate pair', forge(es256, repeated('patient', '"\\ud800"'), bySelf), 'TOKEN_MALFORMED', 0],
]

export const tokenCases: readonly TokenCase[] = [
  ...ALGORITHMS.flatMap((algorithm) =>
    HEADERS.map(([name, header, result, checks]) => ({
      name: `${algorithm}, header: ${name}`,
      token: build(algorithm, header),
      result,
      checks,
    })),
  ),
  ...['RS256', 'ES384'].flatMap((algorithm) =>
    CLAIMS.map(([name, claims, result]) => ({
      name: `${algorithm}, claims: ${name}`,
      token: build(algorithm, {}, claims),
      result,
      checks: result === 'ok' ? 1 : 0,
    })),
  ),
  ...SHAPES.map(([name, token, result, checks]) => ({ name, token, result, checks })),
]
