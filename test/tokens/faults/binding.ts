import { sequence, strangersCertificate } from '../draft.ts'
import { anyKind, claim, type Fault, faultsAt, having, type Row, unbound, withCertificate, withKey } from '../fault.ts'

const thumbprint = 'A'.repeat(43)
const confirmation = (value: unknown): Row => [JSON.stringify(value), 'CONFIRMATION_INVALID', claim('cnf', value)]
const certificate = (change: (own: string) => string | undefined) =>
  having(({ certificate = '' }) => ({ certificate: change(certificate) }))
const plain = (text: string) => text.slice(1, -1)

/** What can be wrong between a token and what it is bound to (RFC 7800 §3.1, RFC 8705 §3, RFC 9440, RFC 9449 §6, §7). */
export const bindingFaults: readonly Fault[] = [
  ...faultsAt('cnf', 'cnf', anyKind, [
    ...[null, {}, [], 'x', 7, { jkt: '' }, { jkt: null }, { jkt: 'abc' }, { jkt: 7 }].map(confirmation),
    ...[{ 'x5t#S256': '' }, { 'x5t#S256': [] }, { jwk: {} }, { kid: 'es256' }, { jku: 'https://evil.example' }].map(
      confirmation,
    ),
    ...[{ x5t: thumbprint }, { jkt: `${thumbprint}=` }, { jkt: thumbprint, 'x5t#S256': 'abc' }].map(confirmation),
  ]),
  ...faultsAt('cnf', 'scheme', unbound, [
    ['of a key, sent as Bearer', 'TOKEN_BOUND', claim('cnf', { jkt: thumbprint })],
  ]),
  ...faultsAt('cnf', 'certificate', unbound, [
    ['of a certificate, without one', 'CERTIFICATE_MISSING', claim('cnf', { 'x5t#S256': thumbprint })],
  ]),
  ...faultsAt('cnf', 'scheme', withKey, [
    ['taken away', 'TOKEN_UNBOUND', claim('cnf', undefined)],
    ['of a certificate instead', 'TOKEN_UNBOUND', claim('cnf', { 'x5t#S256': thumbprint })],
  ]),
  ...faultsAt('scheme', 'scheme', unbound, [['DPoP with a free token', 'TOKEN_UNBOUND', having({ scheme: 'DPoP' })]]),
  ...faultsAt('scheme', 'scheme', withKey, [
    ['Bearer with a bound token', 'TOKEN_BOUND', having({ scheme: 'Bearer' })],
  ]),
  // Of these clients of the issuer more is asked than of all.
  ...faultsAt('client', 'binding', unbound, [['that must be bound', 'BINDING_REQUIRED', claim('client_id', 'strict')]]),
  ...faultsAt('client', 'life', anyKind, [
    [
      'whose tokens must be short',
      'LIFETIME_REFUSED',
      having(({ claims }, { now }) => ({ claims: { ...claims, client_id: 'brief', iat: now - 10, exp: now + 600 } })),
    ],
  ]),
  ...faultsAt('certificate', 'certificate', withCertificate, [
    ['absent', 'CERTIFICATE_MISSING', certificate(() => undefined)],
    ["a stranger's", 'CERTIFICATE_MISMATCH', certificate(() => strangersCertificate)],
    ['empty', 'CERTIFICATE_MISSING', certificate(() => '::')],
    ['not a byte sequence', 'CERTIFICATE_MISSING', certificate(plain)],
    ['with a parameter', 'CERTIFICATE_MISSING', certificate((own) => `${own};a=1`)],
    ['two in one line', 'CERTIFICATE_MISSING', certificate((own) => `${own}, ${own}`)],
    ['a byte longer', 'CERTIFICATE_MISMATCH', certificate(longer)],
    ['huge', 'CERTIFICATE_MISSING', certificate(() => sequence(Buffer.alloc(9300)))],
  ]),
  ...faultsAt('cnf', 'certificate', ({ key, certificate }) => certificate && !key, [
    ['of another certificate', 'CERTIFICATE_MISMATCH', claim('cnf', { 'x5t#S256': thumbprint })],
  ]),
  ...faultsAt('cnf', 'proof key', ({ key, certificate }) => key && !certificate, [
    ['of another key', 'PROOF_KEY_REFUSED', claim('cnf', { jkt: thumbprint })],
  ]),
]

function longer(value: string): string {
  return sequence(Buffer.concat([Buffer.from(plain(value), 'base64'), Buffer.alloc(1)]))
}
