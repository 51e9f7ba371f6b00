import { createProofCheck } from '../../../src/authn/binding/check-proof.ts'
import { thumbprintOf } from '../../../src/authn/binding/thumbprint.ts'
import type { AuthenticationFailure } from '../../../src/authn/failure.ts'
import { proofKey, tokenHash } from '../../fixtures/dpop.ts'
import { forge, signer } from '../../fixtures/forge.ts'
import { all, type Grammar, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { jsonValue } from '../grammars/json.ts'

const NOW = 1_800_000_000
const TOKEN = 'token'
const TARGET = '/fhir/Patient/1?a=b'
const URL_OF_TARGET = 'https://fhir.example.org/fhir/Patient/1'
const key = proofKey('ES256')
const sign = signer('ES256', key.privateKey)
const jkt = thumbprintOf(key.jwk)!

/** Stand in for this process's key in inputs, and for two that are like it. */
const jwks: Readonly<Record<string, string>> = {
  '@KEY': JSON.stringify(key.jwk),
  '@PRIVATE': JSON.stringify({ ...key.jwk, d: 'AAAA' }),
  '@OTHER': JSON.stringify({ ...key.jwk, y: key.jwk.x }),
}

interface ProofOutcome {
  readonly proof: string
  readonly first: AuthenticationFailure | undefined
  readonly second: AuthenticationFailure | undefined
}

const header: Grammar = all(
  '{"typ":',
  mostly('"dpop+jwt"', '"JWT"', '"DPOP+JWT"', 'null'),
  ',"alg":',
  mostly('"ES256"', '"none"', '"RS256"', '"ES384"'),
  ',"jwk":',
  mostly('@KEY', '{}', 'null', '@PRIVATE', '@OTHER'),
  maybe(all(',"', one('kid', 'crit', 'jku'), '":', jsonValue), 1),
  '}',
)
const claims: Grammar = all(
  '{"jti":',
  mostly('"j"', '""', '1', jsonValue),
  ',"htm":',
  mostly('"GET"', '"get"', '"POST"', 'null'),
  ',"htu":"',
  mostly(
    one(
      URL_OF_TARGET,
      `${URL_OF_TARGET}?a=b`,
      URL_OF_TARGET.replace('P', '%50'),
      URL_OF_TARGET.replace('.org', '.org:443'),
    ),
    ...[
      'https://fhir.example.org/fhir/Patient/2',
      '/fhir/Patient/1',
      URL_OF_TARGET.replace('https', 'http'),
      `${URL_OF_TARGET}/`,
    ],
  ),
  '","iat":',
  mostly(one(`${NOW}`, `${NOW - 30}`, `${NOW + 30}`), `${NOW - 3600}`, `${NOW + 3600}`, `"${NOW}"`, '-1'),
  ',"ath":"',
  mostly(tokenHash(TOKEN), '', tokenHash('another')),
  '"',
  maybe(all(',"nonce":', jsonValue), 1),
  '}',
)

/** A proof that passes is of this request, this token, this key and this time, and passes once; here every proof is rightly signed. */
export const proofs = target<ProofOutcome>({
  name: 'dpop',
  longest: 16 * 1024,
  within: 200,
  weight: 1,
  grammar: all(header, '\n', claims),
  words: ['"htm":"', '"htu":"', '"ath":"', '"jti":"', '"iat":', '"jwk":{', '%2e', ':443', '#', '"nonce":""'],
  async read(input) {
    const said = new Set<string>()
    const check = createProofCheck({
      publicUrl: new URL('https://fhir.example.org/fhir'),
      algorithms: new Set(['ES256']),
      window: 60_000,
      nonces: undefined,
      once: async (name) => !said.has(name) && said.add(name) !== undefined,
      now: () => NOW * 1000,
    })
    const text = input.toString('latin1').replaceAll(/@KEY|@PRIVATE|@OTHER/g, (name) => jwks[name]!)
    const [header = '', ...claims] = text.split('\n')
    const proof = forge(
      Buffer.from(header, 'latin1').toString(),
      Buffer.from(claims.join('\n'), 'latin1').toString(),
      sign,
    )
    const request = { method: 'GET', target: TARGET, rawHeaders: ['DPoP', proof] }
    const holder = { jkt, client: ['https://id.example.org', 'app'] }
    return { proof, first: await check(request, TOKEN, holder), second: await check(request, TOKEN, holder) }
  },
  check(_input, { proof, first, second }) {
    if (first !== undefined) return first.unauthenticated
    equal(second?.unauthenticated, 'PROOF_REPLAYED', 'a proof passes once')
    const [header = '', payload = ''] = proof.split('.')
    const { alg, typ } = JSON.parse(Buffer.from(header, 'base64url').toString())
    const { htm, htu, iat, ath } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    equal(`${alg} ${typ} ${htm}`, 'ES256 dpop+jwt GET', 'algorithm, type and method are the right ones')
    equal(ath, tokenHash(TOKEN), 'it is of this token')
    holds(Math.abs(iat - NOW) <= 60, 'it is of this time')
    const url = new URL(htu)
    equal(decodeURIComponent(url.origin + url.pathname), URL_OF_TARGET, 'it is of this target')
    return 'passes'
  },
})
