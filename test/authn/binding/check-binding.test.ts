import { describe, expect, test } from 'vitest'
import { createBindingCheck } from '../../../src/authn/binding/check-binding.ts'
import { readConfirmation } from '../../../src/authn/binding/confirmation.ts'
import { fail } from '../../../src/authn/failure.ts'

const T1 = 'A'.repeat(43)
const T2 = `${'B'.repeat(42)}A`
const request = { method: 'GET', target: '/fhir', rawHeaders: [] }
const rules = [
  { issuer: 'open', requireBinding: false, clients: { strict: { requireBinding: true }, easy: {} } },
  { issuer: 'strict', requireBinding: true, clients: { easy: { requireBinding: false } } },
]

/** A proof is as good as `proven` says. */
const checkWith = (proven: boolean) =>
  createBindingCheck(rules, async () => (proven ? undefined : fail('PROOF_REPLAYED', 'jti')))

type Row = [issuer: string, clientId: string | undefined, cnf: object | undefined, scheme: 'bearer' | 'dpop']
const rows: [...Row, certificate: string | undefined, proven: boolean, code: string | undefined][] = [
  ['open', 'any', undefined, 'bearer', undefined, false, undefined],
  ['open', 'any', undefined, 'dpop', undefined, true, 'TOKEN_UNBOUND'],
  ['open', 'any', { jkt: T1 }, 'dpop', undefined, true, undefined],
  ['open', 'any', { jkt: T1 }, 'dpop', undefined, false, 'PROOF_REPLAYED'],
  ['open', 'any', { jkt: T1 }, 'bearer', undefined, true, 'TOKEN_BOUND'],
  ['open', 'any', { jkt: T1 }, 'bearer', T1, true, 'TOKEN_BOUND'],
  ['open', 'any', { x5tS256: T1 }, 'bearer', T1, false, undefined],
  ['open', 'any', { x5tS256: T1 }, 'bearer', T2, true, 'CERTIFICATE_MISMATCH'],
  ['open', 'any', { x5tS256: T1 }, 'bearer', undefined, true, 'CERTIFICATE_MISSING'],
  ['open', 'any', { x5tS256: T1 }, 'dpop', T1, true, 'TOKEN_UNBOUND'],
  ['open', 'any', { jkt: T1, x5tS256: T2 }, 'dpop', T2, true, undefined],
  ['open', 'any', { jkt: T1, x5tS256: T2 }, 'dpop', T1, true, 'CERTIFICATE_MISMATCH'],
  ['open', 'any', { jkt: T1, x5tS256: T2 }, 'dpop', undefined, true, 'CERTIFICATE_MISSING'],
  ['open', 'any', { jkt: T1, x5tS256: T2 }, 'dpop', T2, false, 'PROOF_REPLAYED'],
  ['open', 'any', { jkt: T1, x5tS256: T2 }, 'bearer', T2, true, 'TOKEN_BOUND'],
  ['open', 'strict', undefined, 'bearer', T1, true, 'BINDING_REQUIRED'],
  ['open', 'strict', { x5tS256: T1 }, 'bearer', T1, true, undefined],
  ['open', 'easy', undefined, 'bearer', undefined, true, undefined],
  ['open', '__proto__', undefined, 'bearer', undefined, true, undefined],
  ['strict', 'any', undefined, 'bearer', T1, true, 'BINDING_REQUIRED'],
  ['strict', 'easy', undefined, 'bearer', T1, true, 'BINDING_REQUIRED'],
  ['strict', undefined, undefined, 'bearer', undefined, true, 'BINDING_REQUIRED'],
  ['strict', 'any', { jkt: T1 }, 'dpop', undefined, true, undefined],
]
test.each(rows)('%s, client %s, %j as %s, certificate %s, proven %s: %s', async (...row) => {
  const [issuer, clientId, confirmation, scheme, certificateThumbprint, proven, code] = row
  const failure = await checkWith(proven)(
    { issuer, clientId, confirmation, claims: {} },
    { token: 'token', scheme },
    { ...request, certificateThumbprint },
  )
  expect(failure?.unauthenticated).toBe(code)
})

test.each([
  [{ token_type: 'DPoP' }, 'bearer', 'TOKEN_BOUND'],
  [{ token_type: 'dpop' }, 'bearer', 'TOKEN_BOUND'],
  [{ typ: 'DPoP' }, 'bearer', 'TOKEN_BOUND'],
  [{ token_type: 'DPoP' }, 'dpop', 'TOKEN_UNBOUND'],
  [{ token_type: 'Bearer', typ: 'Bearer' }, 'bearer', undefined],
  [{ token_type: ['DPoP'] }, 'bearer', undefined],
] as const)('a token that says %j and not to which key it is bound, as %s: %s', async (claims, scheme, code) => {
  const principal = { issuer: 'open', clientId: 'any', confirmation: undefined, claims }
  const failure = await checkWith(true)(principal, { token: 'token', scheme }, request)
  expect(failure?.unauthenticated).toBe(code)
})

test('answers at once where no signature is to be checked', () => {
  const check = checkWith(true)
  const bearer = { token: 'token', scheme: 'bearer' } as const
  const principal = { issuer: 'open', clientId: 'any', claims: {} }
  expect(check({ ...principal, confirmation: undefined }, bearer, request)).toBeUndefined()
  expect(check({ ...principal, confirmation: { x5tS256: T1 } }, bearer, request)).not.toBeInstanceOf(Promise)
})

describe('cnf', () => {
  test.each([
    [undefined, undefined],
    [{ jkt: T1 }, { jkt: T1 }],
    [{ 'x5t#S256': T1 }, { x5tS256: T1 }],
    [
      { jkt: T1, 'x5t#S256': T2, kid: 'ignored' },
      { jkt: T1, x5tS256: T2 },
    ],
    [null, 'invalid'],
    [[], 'invalid'],
    [T1, 'invalid'],
    [true, 'invalid'],
    [{}, 'invalid'],
    [{ kid: 'only' }, 'invalid'],
    [{ x5tS256: T1 }, 'invalid'],
    [{ jkt: undefined }, 'invalid'],
    [{ jkt: null }, 'invalid'],
    [{ jkt: [T1] }, 'invalid'],
    [{ jkt: '' }, 'invalid'],
    [{ jkt: `${T1}A` }, 'invalid'],
    [{ jkt: `${T1}=` }, 'invalid'],
    [{ jkt: `${T1.slice(1)}B` }, 'invalid'],
    [{ jkt: `${T1.slice(1)}\n` }, 'invalid'],
    [{ jkt: T1, 'x5t#S256': null }, 'invalid'],
    [{ jkt: 1, 'x5t#S256': T1 }, 'invalid'],
  ])('%j is %j', (cnf, read) => {
    expect(readConfirmation(cnf)).toEqual(read)
  })
})
