import { generateKeyPairSync } from 'node:crypto'
import type { AuthenticationCode } from '../../../src/authn/failure.ts'
import { type ProofContents, proofBy, proofKey, tokenHash } from '../../fixtures/dpop.ts'
import { encode, forge, garbage, hmacSigner, signer, unsigned } from '../../fixtures/forge.ts'

export const NOW = 1_900_000_000
export const TOKEN = 'opaque.token_of~the-tests'
export const key = proofKey()
const other = proofKey()
const rsa = proofKey('RS256')
const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
const smallRsa = {
  algorithm: 'RS256',
  privateKey: small.privateKey,
  jwk: small.publicKey.export({ format: 'jwk' }) as Record<string, unknown>,
}

/** The request of all cases, below `https://fhir.example.org/fhir`. */
export const request = { method: 'GET', target: '/fhir/Patient/1?_elements=name' }
const url = 'https://fhir.example.org/fhir/Patient/1'
const contents: ProofContents = { method: 'GET', url, token: TOKEN, issuedAt: NOW }

export interface ProofCase {
  readonly name: string
  /** Values of the DPoP header, each in a line of its own. */
  readonly proofs: readonly string[]
  readonly result: 'ok' | AuthenticationCode
  /** Key that the token is bound to, if not `key`. */
  readonly boundTo?: Readonly<Record<string, unknown>>
}

const by = (header: object, claims: object = {}) =>
  proofBy(key, { ...contents, header: header as never, claims: claims as never })
const one = (name: string, proof: string, result: ProofCase['result']): ProofCase => ({ name, proofs: [proof], result })

const claims: [name: string, claims: object, result: ProofCase['result']][] = [
  ['as it should be', {}, 'ok'],
  ['htu with query and fragment', { htu: `${url}?a=b#c` }, 'ok'],
  ['htu with scheme and host in upper case', { htu: url.replace('https://fhir', 'HTTPS://FHIR') }, 'ok'],
  ['htu with the default port', { htu: url.replace('.org', '.org:443') }, 'ok'],
  ['htu with dot segments', { htu: url.replace('Patient', 'x/../Patient') }, 'ok'],
  ['htu with needless percent-encoding', { htu: url.replace('Patient', '%50atient') }, 'ok'],
  ['iat at the early end', { iat: NOW - 60 }, 'ok'],
  ['iat at the late end', { iat: NOW + 60 }, 'ok'],
  ['iat with a fraction', { iat: NOW + 0.5 }, 'ok'],
  ['claims that nobody asked for', { exp: 1, nbf: NOW * 2, aud: 'x', nonce: 'not asked for' }, 'ok'],

  ['jti missing', { jti: undefined }, 'PROOF_MALFORMED'],
  ['jti empty', { jti: '' }, 'PROOF_MALFORMED'],
  ['jti a number', { jti: 1 }, 'PROOF_MALFORMED'],
  ['jti null', { jti: null }, 'PROOF_MALFORMED'],
  ['jti a list', { jti: ['a'] }, 'PROOF_MALFORMED'],
  ['jti long', { jti: 'j'.repeat(257) }, 'PROOF_MALFORMED'],
  ['htm missing', { htm: undefined }, 'PROOF_MALFORMED'],
  ['htm a list', { htm: ['GET'] }, 'PROOF_MALFORMED'],
  ['htm of another method', { htm: 'POST' }, 'PROOF_MISMATCH'],
  ['htm HEAD for GET', { htm: 'HEAD' }, 'PROOF_MISMATCH'],
  ['htm in lower case', { htm: 'get' }, 'PROOF_MISMATCH'],
  ['htm with a space', { htm: 'GET ' }, 'PROOF_MISMATCH'],
  ['htm empty', { htm: '' }, 'PROOF_MISMATCH'],
  ['htu missing', { htu: undefined }, 'PROOF_MALFORMED'],
  ['htu a list', { htu: [url] }, 'PROOF_MALFORMED'],
  ['htu an object', { htu: { url } }, 'PROOF_MALFORMED'],
  ['htu empty', { htu: '' }, 'PROOF_MISMATCH'],
  ['htu a path', { htu: '/fhir/Patient/1' }, 'PROOF_MISMATCH'],
  ['htu without scheme', { htu: '//fhir.example.org/fhir/Patient/1' }, 'PROOF_MISMATCH'],
  ['htu of http', { htu: url.replace('https', 'http') }, 'PROOF_MISMATCH'],
  ['htu of another scheme', { htu: url.replace('https', 'ftp') }, 'PROOF_MISMATCH'],
  ['htu of another host', { htu: url.replace('fhir.example', 'fhir2.example') }, 'PROOF_MISMATCH'],
  ['htu of a longer host', { htu: url.replace('.org', '.org.evil.example') }, 'PROOF_MISMATCH'],
  ['htu with our host as user', { htu: url.replace('https://', 'https://fhir.example.org@') }, 'PROOF_MISMATCH'],
  ['htu with a user', { htu: url.replace('https://', 'https://u:p@') }, 'PROOF_MISMATCH'],
  ['htu of another port', { htu: url.replace('.org', '.org:8443') }, 'PROOF_MISMATCH'],
  ['htu with an escape in its port', { htu: url.replace('.org', '.org:%34%34%33') }, 'PROOF_MISMATCH'],
  ['htu that would be decoded twice', { htu: url.replace('Patient', '%%350atient') }, 'PROOF_MISMATCH'],
  ['htu of the base', { htu: 'https://fhir.example.org/fhir' }, 'PROOF_MISMATCH'],
  ['htu of another resource', { htu: `${url}2` }, 'PROOF_MISMATCH'],
  ['htu of a version', { htu: `${url}/_history/1` }, 'PROOF_MISMATCH'],
  ['htu with a slash at its end', { htu: `${url}/` }, 'PROOF_MISMATCH'],
  ['htu with two slashes', { htu: url.replace('/Patient', '//Patient') }, 'PROOF_MISMATCH'],
  ['htu in another case', { htu: url.replace('Patient', 'patient') }, 'PROOF_MISMATCH'],
  ['htu with an encoded slash', { htu: url.replace('Patient/1', 'Patient%2F1') }, 'PROOF_MISMATCH'],
  ['htu encoded twice', { htu: url.replace('Patient', '%2550atient') }, 'PROOF_MISMATCH'],
  ['htu with broken encoding', { htu: url.replace('Patient', '%5Patient') }, 'PROOF_MISMATCH'],
  ['htu with backslashes', { htu: 'https:\\\\fhir.example.org\\fhir\\Patient\\1' }, 'PROOF_MISMATCH'],
  ['htu with a line break', { htu: url.replace('Patient', 'Pat\nient') }, 'PROOF_MISMATCH'],
  ['htu with a tab', { htu: `\t${url}` }, 'PROOF_MISMATCH'],
  ['htu with a space before', { htu: ` ${url}` }, 'PROOF_MISMATCH'],
  ['htu with only one slash', { htu: url.replace('//', '/') }, 'PROOF_MISMATCH'],
  ['iat missing', { iat: undefined }, 'PROOF_MALFORMED'],
  ['iat a string', { iat: String(NOW) }, 'PROOF_MALFORMED'],
  ['iat null', { iat: null }, 'PROOF_MALFORMED'],
  ['iat negative', { iat: -1 }, 'PROOF_MALFORMED'],
  ['iat too early', { iat: NOW - 61 }, 'PROOF_EXPIRED'],
  ['iat too late', { iat: NOW + 61 }, 'PROOF_EXPIRED'],
  ['iat zero', { iat: 0 }, 'PROOF_EXPIRED'],
  ['iat in milliseconds', { iat: NOW * 1000 }, 'PROOF_EXPIRED'],
  ['iat huge', { iat: 1e300 }, 'PROOF_EXPIRED'],
  ['iat early, exp late', { iat: NOW - 61, exp: NOW + 600 }, 'PROOF_EXPIRED'],
  ['ath missing', { ath: undefined }, 'PROOF_MALFORMED'],
  ['ath a number', { ath: 1 }, 'PROOF_MALFORMED'],
  ['ath empty', { ath: '' }, 'PROOF_MISMATCH'],
  ['ath of another token', { ath: tokenHash('another') }, 'PROOF_MISMATCH'],
  ['ath of nothing', { ath: tokenHash('') }, 'PROOF_MISMATCH'],
  ['ath of the header value', { ath: tokenHash(`DPoP ${TOKEN}`) }, 'PROOF_MISMATCH'],
  ['ath the token itself', { ath: TOKEN }, 'PROOF_MISMATCH'],
  ['ath with padding', { ath: `${tokenHash(TOKEN)}=` }, 'PROOF_MISMATCH'],
  ['ath in hex', { ath: Buffer.from(tokenHash(TOKEN), 'base64url').toString('hex') }, 'PROOF_MISMATCH'],
  ['nonce a number', { nonce: 1 }, 'PROOF_MALFORMED'],
]

const headers: [name: string, header: object, result: ProofCase['result']][] = [
  ['kid along', { kid: 'k' }, 'ok'],
  ['jwk with what is not secret', { jwk: { ...key.jwk, kid: 'k', use: 'sig', alg: 'ES256' } }, 'ok'],
  ['typ missing', { typ: undefined }, 'PROOF_MALFORMED'],
  ['typ JWT', { typ: 'JWT' }, 'PROOF_MALFORMED'],
  ['typ of an access token', { typ: 'at+jwt' }, 'PROOF_MALFORMED'],
  ['typ a list', { typ: ['dpop+jwt'] }, 'PROOF_MALFORMED'],
  ['alg missing', { alg: undefined }, 'PROOF_MALFORMED'],
  ['alg none', { alg: 'none' }, 'PROOF_KEY_REFUSED'],
  ['alg in lower case', { alg: 'es256' }, 'PROOF_KEY_REFUSED'],
  ['alg HS256', { alg: 'HS256' }, 'PROOF_KEY_REFUSED'],
  ['alg not allowed', { alg: 'ES512' }, 'PROOF_KEY_REFUSED'],
  ['alg of a prototype', { alg: 'constructor' }, 'PROOF_KEY_REFUSED'],
  ['alg of another curve', { alg: 'ES384' }, 'PROOF_KEY_REFUSED'],
  ['alg of another kind of key', { alg: 'RS256' }, 'PROOF_KEY_REFUSED'],
  ['jwk missing', { jwk: undefined }, 'PROOF_MALFORMED'],
  ['jwk null', { jwk: null }, 'PROOF_MALFORMED'],
  ['jwk a list', { jwk: [key.jwk] }, 'PROOF_MALFORMED'],
  ['jwk a string', { jwk: JSON.stringify(key.jwk) }, 'PROOF_MALFORMED'],
  ['jwk empty', { jwk: {} }, 'PROOF_KEY_REFUSED'],
  ['jwk of another key', { jwk: other.jwk }, 'PROOF_KEY_REFUSED'],
  ['jwk with its private part', { jwk: key.privateKey.export({ format: 'jwk' }) }, 'PROOF_KEY_REFUSED'],
  ['jwk with a d that is none', { jwk: { ...key.jwk, d: '' } }, 'PROOF_KEY_REFUSED'],
  ['jwk with a secret', { jwk: { ...key.jwk, k: 'AAAA' } }, 'PROOF_KEY_REFUSED'],
  ['jwk a secret', { jwk: { kty: 'oct', k: 'AAAA' } }, 'PROOF_KEY_REFUSED'],
  ['jwk for encryption', { jwk: { ...key.jwk, use: 'enc' } }, 'PROOF_KEY_REFUSED'],
  ['jwk for another algorithm', { jwk: { ...key.jwk, alg: 'ES384' } }, 'PROOF_KEY_REFUSED'],
  ['jwk that may not verify', { jwk: { ...key.jwk, key_ops: ['encrypt'] } }, 'PROOF_KEY_REFUSED'],
  ['jwk with padding', { jwk: { ...key.jwk, x: `${key.jwk.x}=` } }, 'PROOF_KEY_REFUSED'],
  ['jwk with a kty of a prototype', { jwk: { ...key.jwk, kty: 'toString' } }, 'PROOF_KEY_REFUSED'],
  ['jku instead', { jwk: undefined, jku: 'https://evil.example/jwks' }, 'PROOF_MALFORMED'],
  ['crit', { crit: ['htm'] }, 'PROOF_MALFORMED'],
  ['b64 false', { b64: false, crit: ['b64'] }, 'PROOF_MALFORMED'],
  ['kid a list', { kid: ['k'] }, 'PROOF_MALFORMED'],
  ['a header too long', { padding: 'x'.repeat(4096) }, 'PROOF_MALFORMED'],
]

const good = by({})
const [head, payload, signature] = good.split('.') as [string, string, string]
const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }
const goodClaims = { jti: 'shape', htm: 'GET', htu: url, iat: NOW, ath: tokenHash(TOKEN) }
const repeated = `${JSON.stringify(goodClaims).slice(0, -1)},"htm":"GET"}`
const bySelf = signer('ES256', key.privateKey)
const PEM = other.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

const shapes: ProofCase[] = [
  { name: 'no header', proofs: [], result: 'PROOF_MISSING' },
  { name: 'two proofs', proofs: [by({}), by({})], result: 'PROOF_MALFORMED' },
  { name: 'two proofs in one line', proofs: [`${good}, ${good}`], result: 'PROOF_MALFORMED' },
  { name: 'the second one empty', proofs: [by({}), ''], result: 'PROOF_MALFORMED' },
  one('empty', '', 'PROOF_MALFORMED'),
  one('two parts', `${head}.${payload}`, 'PROOF_MALFORMED'),
  one('five parts', 'a.b.c.d.e', 'PROOF_MALFORMED'),
  one('padding', `${good}=`, 'PROOF_MALFORMED'),
  one('no signature', `${head}.${payload}.`, 'PROOF_MALFORMED'),
  one('no signature, alg none', forge({ ...header, alg: 'none' }, goodClaims, unsigned), 'PROOF_MALFORMED'),
  one('a claim twice', forge(header, repeated, bySelf), 'PROOF_MALFORMED'),
  one('a list of claims', forge(header, [goodClaims], bySelf), 'PROOF_MALFORMED'),
  one('deep claims', forge(header, `{"a":${'['.repeat(50)}${']'.repeat(50)}}`, bySelf), 'PROOF_MALFORMED'),
  one('too long', forge(header, { ...goodClaims, padding: 'x'.repeat(12_000) }, bySelf), 'PROOF_MALFORMED'),
  one('the access token', TOKEN, 'PROOF_MALFORMED'),
  one('garbage signature', forge(header, goodClaims, garbage), 'PROOF_SIGNATURE_INVALID'),
  one('short signature', `${head}.${payload}.AAAA`, 'PROOF_SIGNATURE_INVALID'),
  one('signed by another', forge(header, goodClaims, signer('ES256', other.privateKey)), 'PROOF_SIGNATURE_INVALID'),
  one('signed with HMAC', forge(header, goodClaims, hmacSigner(PEM)), 'PROOF_SIGNATURE_INVALID'),
  one(
    'claims changed after signing',
    `${head}.${encode({ ...goodClaims, jti: 'changed' })}.${signature}`,
    'PROOF_SIGNATURE_INVALID',
  ),
  one('by another key', proofBy(other, contents), 'PROOF_KEY_REFUSED'),
  { name: 'by an RSA key', proofs: [proofBy(rsa, contents)], result: 'ok', boundTo: rsa.jwk },
  {
    name: 'by a small RSA key',
    proofs: [proofBy(smallRsa, contents)],
    result: 'PROOF_KEY_REFUSED',
    boundTo: smallRsa.jwk,
  },
  {
    name: 'by an RSA key, saying PS256',
    proofs: [proofBy(rsa, { ...contents, header: { alg: 'PS256' } })],
    result: 'PROOF_SIGNATURE_INVALID',
    boundTo: rsa.jwk,
  },
]

export const proofCases: readonly ProofCase[] = [
  ...claims.map(([name, given, result]) => one(name, by({}, given), result)),
  ...headers.map(([name, given, result]) => one(name, by(given), result)),
  ...shapes,
]
