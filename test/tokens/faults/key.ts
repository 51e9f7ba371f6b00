import { garbage, hmacSigner, type Signer, signer } from '../../fixtures/forge.ts'
import type { Draft } from '../draft.ts'
import { type Fault, faultsAt, having, header, type Row, signed } from '../fault.ts'
import { type Algorithm, foreignKey, published, signedBy, strangersKey } from '../keys.ts'

/** The stranger's key of the tests is one for ES256. */
const isEs256: Fault['fits'] = ({ token }, algorithm) => token === 'jwt' && algorithm === 'ES256'
const unknown = (name: string, kid: string): Row => [name, 'KEY_UNKNOWN', header('kid', kid)]

const foreign = ({ algorithm }: Draft) => signer(algorithm, foreignKey(algorithm))
const byForeign = having((draft) => ({ sign: foreign(draft) }))
const withForeignJwk = having((draft) => ({
  sign: foreign(draft),
  header: { ...draft.header, jwk: published(foreignKey(draft.algorithm)) },
}))
const withForeignJku = having((draft, { trap }) => ({
  sign: foreign(draft),
  header: { ...draft.header, jku: `${trap}/jwks` },
}))
/** A change of what is signed, or of the signature itself. */
const signature = (change: (sign: Signer, input: Buffer) => Buffer) =>
  having(({ sign }) => ({ sign: (input) => change(sign, input) }))

/** With r and s of zero some have taken anything. */
function signatureBytes(algorithm: Algorithm): number {
  return { rsa: 256, es256: 64, es384: 96, es512: 132, ed: 64 }[signedBy[algorithm]]
}

/** What can be wrong with the key of a signed token and with its signature (RFC 7515 §4.1.4, §5.2; RFC 7517 §4). */
export const keyFaults: readonly Fault[] = [
  ...faultsAt('key', 'key', signed, [
    unknown('unknown', 'nobody'),
    unknown('empty', ''),
    unknown('a path', '../../../../dev/null'),
    unknown('a path to a key', '/etc/ssl/private/key.pem'),
    unknown('SQL', "es256' UNION SELECT 'secret"),
    unknown('a command', '|/usr/bin/id'),
    unknown('a URL', 'http://127.0.0.1/jwks'),
    unknown('of a prototype', '__proto__'),
    unknown('with NUL', 'es256\u0000'),
    unknown('in other letters', 'es\uff12\uff15\uff16'),
    unknown('in upper case', 'ES256'),
    unknown('as long as may be', 'k'.repeat(256)),
    unknown("the other issuer's", 'other-es256'),
    unknown('for encryption', 'for-encryption'),
    unknown('for wrapping', 'for-wrapping'),
    unknown('published with its secret', 'with-its-secret'),
    unknown('weak', 'weak'),
    unknown('of a curve that is not allowed', 'koblitz'),
    unknown('off its curve', 'off-its-curve'),
    unknown('a secret', 'secret'),
    ['absent', 'ok', header('kid', undefined)],
  ]),
  ...faultsAt('key', 'key', isEs256, [
    unknown('two of one name', 'twin'),
    unknown('for another algorithm', 'for-another-algorithm'),
  ]),
  ...faultsAt('key', 'header types', signed, [
    ['a number', 'TOKEN_MALFORMED', header('kid', 1)],
    ['a list', 'TOKEN_MALFORMED', header('kid', ['es256'])],
    ['null', 'TOKEN_MALFORMED', header('kid', null)],
    ['huge', 'TOKEN_MALFORMED', header('kid', 'k'.repeat(2000))],
  ]),
  ...faultsAt('signature', 'signature', signed, [
    ["by the other issuer's key", 'SIGNATURE_INVALID', byForeign],
    ['by a key that it brings along', 'SIGNATURE_INVALID', withForeignJwk],
    ['by a key that it points at', 'SIGNATURE_INVALID', withForeignJku],
    ['garbage', 'SIGNATURE_INVALID', having({ sign: garbage })],
    [
      'zeroes',
      'SIGNATURE_INVALID',
      having(({ algorithm }) => ({ sign: () => Buffer.alloc(signatureBytes(algorithm)) })),
    ],
    ['HMAC', 'SIGNATURE_INVALID', having({ sign: hmacSigner('secret') })],
    ['of something else', 'SIGNATURE_INVALID', signature((sign, input) => sign(Buffer.concat([input, input])))],
    ['cut', 'SIGNATURE_INVALID', signature((sign, input) => sign(input).subarray(0, 33))],
    [
      'with something behind',
      'SIGNATURE_INVALID',
      signature((sign, input) => Buffer.concat([sign(input), Buffer.alloc(3)])),
    ],
  ]),
  ...faultsAt('signature', 'signature', isEs256, [
    ["by a client's key", 'SIGNATURE_INVALID', having({ sign: signer('ES256', strangersKey.privateKey) })],
  ]),
]
