import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verificationKeys } from '../../../src/authn/issuer/verification-key.ts'

const rsa = (modulusLength: number, publicExponent = 65537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' })
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const [rsa2048, p256, p384, secp256k1] = [rsa(2048), ec('P-256'), ec('P-384'), ec('secp256k1')]
const allowed = new Set(['RS256', 'PS384', 'ES256', 'ES384', 'EdDSA', 'HS256', 'none'])

const algorithmsOf = async (jwk: Record<string, unknown> | JsonWebKey) =>
  (await verificationKeys(jwk as Record<string, unknown>, allowed, new Map())).map((key) => key.algorithm)

describe('keys of a set', () => {
  test.each([
    ['RSA', rsa2048, ['RS256', 'PS384']],
    ['RSA with the smallest exponent', rsa(2048, 3), ['RS256', 'PS384']],
    ['RSA for one algorithm', { ...rsa2048, alg: 'PS384' }, ['PS384']],
    ['P-256', { ...p256, kid: 'k', use: 'sig' }, ['ES256']],
    ['P-384', { ...p384, key_ops: ['verify'] }, ['ES384']],
    ['Ed25519', ed, ['EdDSA']],
    ['P-256 with members of no meaning', { ...p256, ext: false, x5t: 1, extra: {} }, ['ES256']],
  ])('%s is usable', async (_, jwk, algorithms) => {
    expect(await algorithmsOf(jwk)).toEqual(algorithms)
  })

  /** `k · M + 65537^a mod M`, M being the product of the first 126 primes: so both factors look there, and so their product does. */
  function likeRoca(): string {
    const numbers = Array.from({ length: 700 }, (_, at) => at + 2)
    const primes = numbers.filter((number) => numbers.every((each) => each >= number || number % each !== 0))
    const product = primes.reduce((all, prime) => all * BigInt(prime), 1n)
    const modulus = (65537n ** 1000n % product) + (product << 1080n)
    return Buffer.from(modulus.toString(16).padStart(514, '0'), 'hex').toString('base64url')
  }

  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  test.each([
    ['RSA of 1024 bits', rsa(1024)],
    [
      'RSA of 2048 bits with zeros before 1024',
      { ...rsa2048, n: Buffer.concat([Buffer.alloc(200), Buffer.alloc(100, 255)]).toString('base64url') },
    ],
    ['RSA of 16384 bits', { ...rsa2048, n: Buffer.alloc(2048, 255).toString('base64url') }],
    ['RSA with a huge exponent', { ...rsa2048, e: Buffer.alloc(256, 255).toString('base64url') }],
    ['RSA of a chip whose keys can be factored', { ...rsa2048, n: likeRoca() }],
    ['RSA with an exponent under which all signatures fit', { ...rsa2048, e: 'AQ' }],
    ['RSA with the same behind zeros', { ...rsa2048, e: 'AAAB' }],
    ['RSA with an even exponent', { ...rsa2048, e: 'AQAC' }],
    ['RSA with no exponent', { ...rsa2048, e: '' }],
    ['RSA without n', { kty: 'RSA', e: 'AQAB' }],
    ['RSA with n a number', { kty: 'RSA', n: 5, e: 'AQAB' }],
    ['for encryption', { ...p256, use: 'enc' }],
    ['for signing only', { ...p256, key_ops: ['sign'] }],
    ['key_ops a string', { ...p256, key_ops: 'verify' }],
    ['for another algorithm', { ...rsa2048, alg: 'RS512' }],
    ['for an encryption algorithm', { ...rsa2048, alg: 'RSA-OAEP' }],
    ['alg that does not fit', { ...p256, alg: 'RS256' }],
    ['kid a number', { ...p256, kid: 1 }],
    ['a curve not known', secp256k1],
    ['P-256 said to be P-384', { ...p256, crv: 'P-384' }],
    ['not on the curve', { ...p256, y: p256.x }],
    ['without y', { ...p256, y: undefined }],
    ['with its private part', foreign.privateKey.export({ format: 'jwk' })],
    ['a secret', { kty: 'oct', k: 'AAAA', alg: 'HS256' }],
    ['nothing', {}],
    ['a type of a prototype', { kty: 'constructor' }],
  ])('%s is not', async (_, jwk) => {
    expect(await algorithmsOf(jwk)).toEqual([])
  })

  test('a key that was known stays the same object', async () => {
    const [first] = await verificationKeys({ ...p256, kid: 'k' }, allowed, new Map())
    const known = new Map([[first!.identity, first!]])
    expect((await verificationKeys({ ...p256, kid: 'k' }, allowed, known))[0]).toBe(first)
    expect((await verificationKeys({ ...p256, kid: 'other' }, allowed, known))[0]).not.toBe(first)
    expect((await verificationKeys({ ...ec('P-256'), kid: 'k' }, allowed, known))[0]).not.toBe(first)
  })
})
