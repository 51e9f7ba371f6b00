import type { World } from '../draft.ts'
import { anyKind, claim, type Fault, faultsAt, opaque, type Row, signed } from '../fault.ts'

/** The same of one claim with each of these values. */
const wrong = (name: string, code: Fault['code'], values: readonly unknown[]): readonly Row[] =>
  values.map((value): Row => [JSON.stringify(value)?.slice(0, 40) ?? 'absent', code, claim(name, value)])

const later =
  (seconds: number) =>
  ({ now }: World) =>
    now + seconds

/** What can be wrong with the claims of a token, or with what its issuer says of it (RFC 7519 §4.1, RFC 9068 §2.2, SMART). */
export const claimFaults: readonly Fault[] = [
  ...faultsAt('iss', 'iss', anyKind, [
    ['with a slash', 'ISSUER_UNKNOWN', claim('iss', ({ issuer }: World) => `${issuer}/`)],
    ['in upper case', 'ISSUER_UNKNOWN', claim('iss', ({ issuer }: World) => issuer.toUpperCase())],
    ['in a list', 'ISSUER_UNKNOWN', claim('iss', ({ issuer }: World) => [issuer])],
    ...wrong('iss', 'ISSUER_UNKNOWN', ['https://evil.example', '', null, 7, {}]),
  ]),
  ...faultsAt('iss', 'iss', signed, [['absent', 'ISSUER_UNKNOWN', claim('iss', undefined)]]),
  ...faultsAt('iss', 'iss', opaque, [['absent', 'ok', claim('iss', undefined)]]),
  // Each issuer speaks for itself: a signed token is then checked by the keys of the one that it names.
  ...faultsAt('iss', 'iss', opaque, [
    ['the other issuer', 'ISSUER_UNKNOWN', claim('iss', ({ otherIssuer }: World) => otherIssuer)],
  ]),
  ...faultsAt('exp', 'exp type', anyKind, [
    ...wrong('exp', 'CLAIM_MISSING', [undefined]),
    ...wrong('exp', 'CLAIM_INVALID', [null, true, '', {}, [], -1, '99999999999']),
    ['in words', 'CLAIM_INVALID', claim('exp', ({ now }: World) => `${now + 600}`)],
    ['in a list', 'CLAIM_INVALID', claim('exp', ({ now }: World) => [now + 600])],
  ]),
  ...faultsAt('exp', 'exp', anyKind, [
    ['past', 'TOKEN_EXPIRED', claim('exp', later(-90))],
    ['long past', 'TOKEN_EXPIRED', claim('exp', 0)],
    ['past, with a fraction', 'TOKEN_EXPIRED', claim('exp', later(-90.5))],
    ['with a fraction', 'ok', claim('exp', later(90.5))],
    ['far away', 'ok', claim('exp', 1e15)],
  ]),
  ...faultsAt('iat', 'iat type', anyKind, wrong('iat', 'CLAIM_INVALID', [null, '1', -1, [], false])),
  ...faultsAt('iat', 'iat', anyKind, [
    ['to come', 'TOKEN_NOT_YET_VALID', claim('iat', later(90))],
    ['in milliseconds', 'TOKEN_NOT_YET_VALID', claim('iat', ({ now }: World) => now * 1000)],
  ]),
  ...faultsAt('iat', 'iat there', signed, wrong('iat', 'CLAIM_MISSING', [undefined])),
  ...faultsAt('iat', 'iat there', opaque, wrong('iat', 'ok', [undefined])),
  ...faultsAt('nbf', 'nbf type', anyKind, wrong('nbf', 'CLAIM_INVALID', [null, '0', {}, -1])),
  ...faultsAt('nbf', 'nbf', anyKind, [
    ['to come', 'TOKEN_NOT_YET_VALID', claim('nbf', later(90))],
    ['past', 'ok', claim('nbf', later(-5))],
  ]),
  ...faultsAt('aud', 'aud type', anyKind, [
    ...wrong('aud', 'CLAIM_INVALID', [null, 7, {}, [7], [null]]),
    ['a list in a list', 'CLAIM_INVALID', claim('aud', ({ audience }: World) => [[audience]])],
    ['ours and a number', 'CLAIM_INVALID', claim('aud', ({ audience }: World) => [audience, 1])],
  ]),
  ...faultsAt('aud', 'aud', anyKind, [
    ...wrong('aud', 'CLAIM_MISSING', [undefined, []]),
    ...wrong('aud', 'AUDIENCE_REFUSED', ['', '*', 'https://other.example/fhir', ['*', 'https://other.example']]),
    ['with a slash', 'AUDIENCE_REFUSED', claim('aud', ({ audience }: World) => `${audience}/`)],
    ['a part of ours', 'AUDIENCE_REFUSED', claim('aud', ({ audience }: World) => audience.slice(0, -5))],
    ['two in one', 'AUDIENCE_REFUSED', claim('aud', ({ audience }: World) => `x ${audience}`)],
    ['ours among others', 'ok', claim('aud', ({ audience }: World) => ['https://other.example', audience])],
  ]),
  ...faultsAt(
    'sub',
    'sub type',
    anyKind,
    wrong('sub', 'CLAIM_INVALID', [null, '', 7, ['someone'], 'a\nb', 'u'.repeat(513)]),
  ),
  ...faultsAt('sub', 'sub there', signed, wrong('sub', 'CLAIM_MISSING', [undefined])),
  ...faultsAt('client', 'client type', anyKind, wrong('client_id', 'CLAIM_INVALID', [null, '', 7, ['app'], 'a\u0000'])),
  ...faultsAt('client', 'client there', anyKind, wrong('client_id', 'CLAIM_MISSING', [undefined])),
  ...faultsAt('jti', 'jti type', anyKind, wrong('jti', 'CLAIM_INVALID', [null, '', 7, {}, 'j'.repeat(513)])),
  ...faultsAt('jti', 'jti there', signed, wrong('jti', 'CLAIM_MISSING', [undefined])),
  ...faultsAt('scope', 'scope type', anyKind, [
    ...wrong('scope', 'CLAIM_INVALID', [null, 7, true, { 'user/*.*': true }, [['user/*.rs']], ['user/*.rs', 7]]),
    ...wrong('scope', 'ok', [['user/*.rs'], ['openid', 'user/Patient.r launch'], ' user/*.rs  openid ']),
  ]),
  ...faultsAt('scope', 'scope there', opaque, wrong('scope', 'CLAIM_MISSING', [undefined])),
  ...faultsAt('context', 'context', anyKind, [
    ['need_patient_banner in words', 'CONTEXT_INVALID', claim('need_patient_banner', 'true')],
    ['fhirContext an object', 'CONTEXT_INVALID', claim('fhirContext', {})],
  ]),
  ...faultsAt('details', 'details', anyKind, [
    ['no list', 'CLAIM_INVALID', claim('authorization_details', {})],
    ['without type', 'CLAIM_INVALID', claim('authorization_details', [{}])],
  ]),
  ...faultsAt(
    'patient',
    'patient',
    anyKind,
    wrong('patient', 'CONTEXT_INVALID', [null, '', '..', '*', ['1'], 'Patient/1', '1,2', '1?x']),
  ),
  ...faultsAt('encounter', 'encounter', anyKind, wrong('encounter', 'CONTEXT_INVALID', [1, '', 'Encounter/1'])),
  ...faultsAt('fhirUser', 'fhirUser', anyKind, wrong('fhirUser', 'CONTEXT_INVALID', [{}, '', 'a b', 'x'.repeat(1025)])),
  ...faultsAt('roles', 'roles', anyKind, wrong('roles', 'CONTEXT_INVALID', [5, [null], ['a\nb']])),
  ...faultsAt('purpose', 'purpose', anyKind, wrong('purpose_of_use', 'CONTEXT_INVALID', [[{ system: 'x' }], 5])),
]
