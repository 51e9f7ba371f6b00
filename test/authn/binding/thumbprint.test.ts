import { calculateJwkThumbprint } from 'jose'
import { describe, expect, test } from 'vitest'
import { thumbprintOf } from '../../../src/authn/binding/thumbprint.ts'
import { proofKey } from '../../fixtures/dpop.ts'

describe('thumbprints', () => {
  test.each(['ES256', 'ES384', 'ES512', 'RS256', 'EdDSA'])('of a key for %s', async (algorithm) => {
    const { jwk } = proofKey(algorithm)
    const expected = await calculateJwkThumbprint(jwk)
    expect(thumbprintOf({ use: 'sig', kid: 'k', ...jwk, alg: algorithm })).toBe(expected)
  })

  test.each([
    [{}],
    [{ kty: 'EC', crv: 'P-256', x: 'AA' }],
    [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 1 }],
    [{ kty: 'RSA', n: 'AA' }],
    [{ kty: 'oct', k: 'AA' }],
    [{ kty: 'constructor' }],
    [{ kty: ['EC'], crv: 'P-256', x: 'AA', y: 'AA' }],
  ])('%j has none', (jwk) => {
    expect(thumbprintOf(jwk)).toBeUndefined()
  })
})
