import type { Kind } from './draft.ts'

const credential = ['query', 'authorization']
const form = ['parts', 'header length', 'signature text', 'header text', 'extensions', 'header types', 'payload text']
const types = [
  ...['exp type', 'iat type', 'nbf type', 'aud type', 'sub type', 'client type', 'jti type'],
  ...['context', 'details', 'scope type', 'patient', 'encounter', 'fhirUser', 'roles', 'purpose', 'cnf'],
]
const times = ['exp', 'nbf', 'iat', 'life', 'aud']
const possession = [
  ...['scheme', 'binding', 'certificate', 'proof there', 'proof form', 'proof key', 'htm', 'htu', 'ath', 'proof age'],
  ...['proof signature', 'replay'],
]

/** The order in which the gateway looks at a signed token: what costs nothing first, the signature after all rules. */
const ofSigned = [
  ...credential,
  ...form,
  ...['iss', 'alg', 'typ'],
  ...types,
  'iat there',
  ...times,
  ...['sub there', 'client there', 'jti there', 'key', 'signature'],
  ...possession,
]

/** The order for a token that its issuer is asked about. */
const ofOpaque = [
  ...credential,
  ...['active', 'iss', 'answer type'],
  ...types,
  ...['client there', 'scope there'],
  ...times,
  ...possession,
]

/** The checks that a request of this kind goes through, in their order. */
export function orderOf(kind: Kind): readonly string[] {
  return kind.token === 'jwt' ? ofSigned : ofOpaque
}
