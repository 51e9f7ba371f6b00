import { afterEach, describe, expect, test, vi } from 'vitest'
import { createProofCheck, type ProofRules } from '../../../src/authn/binding/check-proof.ts'
import { thumbprintOf } from '../../../src/authn/binding/thumbprint.ts'
import { proofBy } from '../../fixtures/dpop.ts'
import { key, NOW, type ProofCase, proofCases, request, TOKEN } from './proof-cases.ts'

/** A store that is always there, and what it was asked. */
function memory() {
  const names: [name: string, ttlMs: number][] = []
  const once: ProofRules['once'] = async (name, ttlMs) => {
    const fresh = !names.some(([known]) => known === name)
    names.push([name, ttlMs])
    return fresh
  }
  return { names, once }
}

function checkWith(changes: Partial<ProofRules> = {}) {
  return createProofCheck({
    publicUrl: new URL('https://fhir.example.org/fhir'),
    algorithms: new Set(['ES256', 'ES384', 'RS256', 'PS256']),
    window: 60_000,
    nonces: undefined,
    once: memory().once,
    now: () => NOW * 1000,
    ...changes,
  })
}

const jkt = thumbprintOf(key.jwk) as string
const CLIENT = ['https://id.example.org', 'a-telling-client']
const headersOf = (proofs: readonly string[]) => ['Host', 'evil.example', ...proofs.flatMap((each) => ['DPoP', each])]
const good = (claims: Record<string, unknown> = {}) =>
  proofBy(key, { method: 'GET', url: 'https://fhir.example.org/fhir/Patient/1', token: TOKEN, issuedAt: NOW, claims })
const ask = (check: ReturnType<typeof checkWith>, proof: string, of: object = {}) =>
  check({ ...request, rawHeaders: headersOf([proof]), ...of }, TOKEN, { jkt, client: CLIENT })

afterEach(() => vi.restoreAllMocks())

describe('the matrix of proofs', () => {
  test('is large, and mostly hostile', () => {
    expect(proofCases.filter(({ result }) => result !== 'ok').length).toBeGreaterThan(100)
    expect(new Set(proofCases.map(({ name }) => name)).size).toBe(proofCases.length)
  })

  test.each(proofCases)('$name: $result', async ({ proofs, result, boundTo }: ProofCase) => {
    const { names, once } = memory()
    const verify = vi.spyOn(crypto.subtle, 'verify')
    const bound = boundTo === undefined ? jkt : (thumbprintOf(boundTo) as string)
    const failure = await checkWith({ once })({ ...request, rawHeaders: headersOf(proofs) }, TOKEN, {
      jkt: bound,
      client: CLIENT,
    })
    expect(failure?.unauthenticated ?? 'ok').toBe(result)
    expect(verify.mock.calls.length).toBe(result === 'ok' || result === 'PROOF_SIGNATURE_INVALID' ? 1 : 0)
    expect(names.length).toBe(result === 'ok' ? 1 : 0)
    expect(failure?.detail ?? '').not.toMatch(/example|Patient|ey[A-Za-z0-9]/)
  })
})

describe('used once', () => {
  test('a proof is not good twice, whatever spelling its address has', async () => {
    const check = checkWith()
    const claims = { jti: 'same' }
    expect(await ask(check, good(claims))).toBeUndefined()
    const again = good({ ...claims, htu: 'https://FHIR.example.org:443/fhir/%50atient/1' })
    expect(await ask(check, again)).toMatchObject({ unauthenticated: 'PROOF_REPLAYED' })
  })

  test('of two at once one is taken', async () => {
    const check = checkWith()
    const proof = good()
    const both = await Promise.all([ask(check, proof), ask(check, proof)])
    expect(both.map((failure) => failure?.unauthenticated).sort()).toEqual(['PROOF_REPLAYED', undefined])
  })

  test.each([-60, -59.5, 0, 0.25, 60])('from %d s is remembered a little longer than it can be used', async (age) => {
    const { names, once } = memory()
    await ask(checkWith({ once }), good({ jti: 'a-telling-id', iat: NOW + age }))
    expect(names).toEqual([[expect.stringMatching(/^dpop:[A-Za-z0-9_-]{43}$/), (age + 60 + 30) * 1000]])
  })

  test('what is remembered counts for the client, whatever keys it has, and names neither', async () => {
    const owners: string[] = []
    const once = async (_name: string, _ttlMs: number, owner: string) => owners.push(owner) > 0
    await ask(checkWith({ once }), good())
    await ask(checkWith({ once }), good())
    expect(owners[0]).toMatch(/^dpop:[A-Za-z0-9_-]{43}$/)
    expect(owners[1]).toBe(owners[0])
  })

  test('without a store that answers, nobody is let in', async () => {
    const failure = await ask(checkWith({ once: async () => 'unavailable' }), good())
    expect(failure).toMatchObject({ unauthenticated: 'REPLAY_UNCHECKED', status: 503 })
  })
})

describe('the address', () => {
  test.each([
    ['/fhir/Patient/1', undefined],
    ['/fhir/%50atient/1?x=y', undefined],
    ['/fhir/Patient/1/', 'PROOF_MISMATCH'],
    ['/fhir/Patient/2', 'PROOF_MISMATCH'],
    ['/other/Patient/1', 'PROOF_MISMATCH'],
  ])('a proof for Patient/1 with %s: %s', async (target, code) => {
    expect((await ask(checkWith(), good(), { target }))?.unauthenticated).toBe(code)
  })

  test('HEAD is not GET', async () => {
    expect(await ask(checkWith(), good(), { method: 'HEAD' })).toMatchObject({ unauthenticated: 'PROOF_MISMATCH' })
  })
})

describe('with nonces', () => {
  const nonces = { current: () => 'fresh', accepts: (nonce: string) => nonce === 'fresh' }
  test.each([
    ['the nonce, however wrong the clock', { nonce: 'fresh', iat: NOW - 86_400 }, undefined],
    ['none', {}, 'NONCE_NEEDED'],
    ['an old one', { nonce: 'stale' }, 'NONCE_NEEDED'],
    ['an empty one', { nonce: '' }, 'NONCE_NEEDED'],
    ['one of a wrong type', { nonce: ['fresh'] }, 'PROOF_MALFORMED'],
    ['the nonce, for another method', { nonce: 'fresh', htm: 'PUT' }, 'PROOF_MISMATCH'],
  ])('%s', async (_name, claims, code) => {
    const { names, once } = memory()
    expect((await ask(checkWith({ nonces, once }), good(claims)))?.unauthenticated).toBe(code)
    expect(names.length).toBe(code === undefined ? 1 : 0)
  })
})

test('a key is imported once and verifies every time', async () => {
  const check = checkWith()
  const [verify, load] = [vi.spyOn(crypto.subtle, 'verify'), vi.spyOn(crypto.subtle, 'importKey')]
  for (let i = 0; i < 3; i++) expect(await ask(check, good())).toBeUndefined()
  expect([verify.mock.calls.length, load.mock.calls.length]).toEqual([3, 1])
})
