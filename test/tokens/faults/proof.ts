import { type ProofKey, tokenHash } from '../../fixtures/dpop.ts'
import { garbage, signer, unsigned } from '../../fixtures/forge.ts'
import type { ProofDraft, World } from '../draft.ts'
import { type Fault, faultsAt, having, type Row, withKey } from '../fault.ts'
import { clientKeys, strangersKey } from '../keys.ts'

type Change = (proof: ProofDraft, world: World) => Partial<ProofDraft>

/** Gives the proof other members; not one that another fault has taken away. */
const proof = (change: Change): Row[2] =>
  having(({ proof }, world) => ({ proof: proof && { ...proof, ...change(proof, world) } }))
const inClaims = (change: (claims: ProofDraft['claims'], world: World) => object) =>
  proof(({ claims }, world) => ({ claims: { ...claims, ...change(claims, world) } }))
const inHeader = (change: (header: ProofDraft['header'], world: World) => object) =>
  proof(({ header }, world) => ({ header: { ...header, ...change(header, world) } }))
const lines = (change: ProofDraft['lines']) => proof(() => ({ lines: change }))
const by = ({ algorithm, privateKey }: ProofKey) => proof(() => ({ sign: signer(algorithm, privateKey) }))

const nameOf = (value: unknown) => JSON.stringify(value)?.slice(0, 60) ?? 'absent'
const claims = (name: string, code: Fault['code'], values: readonly unknown[]): readonly Row[] =>
  values.map((value) => [nameOf(value), code, inClaims(() => ({ [name]: value }))])
const headers = (name: string, code: Fault['code'], values: readonly unknown[]): readonly Row[] =>
  values.map((value) => [nameOf(value), code, inHeader(() => ({ [name]: value }))])
const target = (name: string, change: (htu: string) => string, code: Fault['code'] = 'PROOF_MISMATCH'): Row => [
  name,
  code,
  inClaims(({ htu }) => ({ htu: change(String(htu)) })),
]
const jwk = (name: string, members: object): Row => [
  name,
  'PROOF_KEY_REFUSED',
  inHeader(({ jwk }) => ({ jwk: { ...(jwk as object), ...members } })),
]
const strangersPair = { ...strangersKey.privateKey.export({ format: 'jwk' }) }

/** What can be wrong with a proof of possession (RFC 9449 §4.2, §4.3). */
export const proofFaults: readonly Fault[] = [
  ...faultsAt('proof', 'proof there', withKey, [['absent', 'PROOF_MISSING', having({ proof: undefined })]]),
  ...faultsAt('proof', 'proof form', withKey, [
    ['two in one line', 'PROOF_MALFORMED', lines((line) => [`${line}, ${line}`])],
    ['empty', 'PROOF_MALFORMED', lines(() => [''])],
    ['no JWS', 'PROOF_MALFORMED', lines(() => ['proof'])],
    ['encrypted', 'PROOF_MALFORMED', lines((line) => [`${line}.A.A`])],
    ['padded', 'PROOF_MALFORMED', lines((line) => [`${line}=`])],
    ['huge', 'PROOF_MALFORMED', lines((line) => [line + 'A'.repeat(12_000)])],
    ['unsigned', 'PROOF_MALFORMED', proof(() => ({ sign: unsigned }))],
  ]),
  ...faultsAt('proof', 'proof key', withKey, [
    [
      "a stranger's",
      'PROOF_KEY_REFUSED',
      proof(({ header }) => ({
        header: { ...header, alg: strangersKey.algorithm, jwk: strangersKey.jwk },
        sign: signer(strangersKey.algorithm, strangersKey.privateKey),
      })),
    ],
  ]),
  ...faultsAt(
    'proof.typ',
    'proof form',
    withKey,
    headers('typ', 'PROOF_MALFORMED', ['JWT', 'at+jwt', 'DPOP+JWT', undefined]),
  ),
  ...faultsAt('proof.extensions', 'proof form', withKey, headers('crit', 'PROOF_MALFORMED', [['htm'], []])),
  ...faultsAt('proof.jku', 'proof key', withKey, [
    ['along', 'ok', inHeader((_, { trap }) => ({ jku: trap, x5u: trap, kid: 'x' }))],
  ]),
  ...faultsAt(
    'proof.alg',
    'proof key',
    withKey,
    headers('alg', 'PROOF_KEY_REFUSED', ['none', 'HS256', 'ES512', 'es256', 'RS512']),
  ),
  ...faultsAt('proof.alg', 'proof form', withKey, headers('alg', 'PROOF_MALFORMED', [undefined, null, 7])),
  ...faultsAt('proof.jwk', 'proof form', withKey, headers('jwk', 'PROOF_MALFORMED', [undefined, null, 'x', []])),
  ...faultsAt('proof.jwk', 'proof key', withKey, [
    ...headers('jwk', 'PROOF_KEY_REFUSED', [{}, { kty: 'oct', k: 'AAAA' }, { kty: '__proto__' }]),
    jwk("a stranger's", strangersKey.jwk),
    jwk('with its secret', strangersPair),
  ]),
  // Members that are no part of the thumbprint: the key is the right one, and still is not used.
  ...faultsAt('proof.jwk', 'proof signature', withKey, [
    jwk('with a d', { d: 'AAAA' }),
    jwk('for encryption', { use: 'enc' }),
    jwk('for another algorithm', { alg: 'PS512' }),
    jwk('that may not verify', { key_ops: ['sign'] }),
  ]),
  ...faultsAt(
    'proof.jti',
    'proof form',
    withKey,
    claims('jti', 'PROOF_MALFORMED', [undefined, '', 7, ['x'], 'j'.repeat(257)]),
  ),
  ...faultsAt('proof.htm', 'proof form', withKey, claims('htm', 'PROOF_MALFORMED', [undefined, 7, ['GET']])),
  ...faultsAt('proof.htm', 'htm', withKey, claims('htm', 'PROOF_MISMATCH', ['POST', 'HEAD', 'get', 'GET ', '*', ''])),
  ...faultsAt('proof.htu', 'proof form', withKey, claims('htu', 'PROOF_MALFORMED', [undefined, null, []])),
  ...faultsAt('proof.htu', 'htu', withKey, [
    ...claims('htu', 'PROOF_MISMATCH', ['', '*', '/fhir/Patient/1', 'https://evil.example/fhir/Patient/1']),
    target('another resource', (htu) => `${htu}0`),
    target('the base', (htu) => htu.replace('/Patient/1', '')),
    target('with our host as user', (htu) => htu.replace('//', '//127.0.0.1@evil.example/')),
    target('in another case', (htu) => htu.replace('Patient', 'patient')),
    target('with an encoded slash', (htu) => htu.replace('Patient/', 'Patient%2F')),
    target('of https', (htu) => htu.replace('http:', 'https:')),
    target('with a line break', (htu) => `${htu}\n`),
    target('with a query', (htu) => `${htu}?_elements=name`, 'ok'),
    target('with dot segments', (htu) => htu.replace('/Patient', '/x/../Patient'), 'ok'),
  ]),
  ...faultsAt('proof.ath', 'proof form', withKey, claims('ath', 'PROOF_MALFORMED', [undefined, null, 7])),
  ...faultsAt(
    'proof.ath',
    'ath',
    withKey,
    claims('ath', 'PROOF_MISMATCH', ['', 'x', tokenHash(''), tokenHash('other')]),
  ),
  ...faultsAt('proof.iat', 'proof form', withKey, claims('iat', 'PROOF_MALFORMED', [undefined, null, '1', -1])),
  ...faultsAt('proof.iat', 'proof age', withKey, [
    ...claims('iat', 'PROOF_EXPIRED', [0, 1e15]),
    ['old', 'PROOF_EXPIRED', inClaims((_, { now }) => ({ iat: now - 90 }))],
    ['to come', 'PROOF_EXPIRED', inClaims((_, { now }) => ({ iat: now + 90 }))],
    ['old, with exp to come', 'PROOF_EXPIRED', inClaims((_, { now }) => ({ iat: now - 90, exp: now + 90 }))],
  ]),
  ...faultsAt('proof.signature', 'proof signature', withKey, [
    ['garbage', 'PROOF_SIGNATURE_INVALID', proof(() => ({ sign: garbage }))],
    ["a stranger's", 'PROOF_SIGNATURE_INVALID', by(strangersKey)],
    [
      "of the client's other key",
      'PROOF_SIGNATURE_INVALID',
      proof(({ header }) => {
        const other = header.alg === 'RS256' ? clientKeys.ES256 : clientKeys.RS256
        return { sign: signer(other.algorithm, other.privateKey) }
      }),
    ],
  ]),
  ...faultsAt('replay', 'replay', withKey, [['the same proof again', 'PROOF_REPLAYED', having({ replayed: true })]]),
]
