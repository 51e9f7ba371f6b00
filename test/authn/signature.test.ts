import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../../src/authn/authenticate.ts'
import { signer } from '../fixtures/forge.ts'
import { recordingScopes, trusting } from '../fixtures/issuer.ts'
import { build, ISSUER, NOW } from './token-cases.ts'

const pairs = Array.from({ length: 4 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const jwk = (index: number, kid?: string) => ({ ...pairs[index]!.publicKey.export({ format: 'jwk' }), kid })
const signedBy = (key: KeyObject, kid?: string) => build('ES256', { kid }, {}, signer('ES256', key))

afterEach(() => vi.restoreAllMocks())

describe('which keys are tried', () => {
  test.each([
    ['no kid, signed by the third of three', [jwk(0), jwk(1), jwk(2)], signedBy(pairs[2]!.privateKey), 'ok', 3],
    [
      'no kid, signed by none of three',
      [jwk(0), jwk(1), jwk(2)],
      signedBy(pairs[3]!.privateKey),
      'SIGNATURE_INVALID',
      3,
    ],
    ['no kid, four keys', [jwk(0), jwk(1), jwk(2), jwk(3)], signedBy(pairs[0]!.privateKey), 'KEY_UNKNOWN', 0],
    ['no kid, keys with kids', [jwk(0, 'a'), jwk(1, 'b')], signedBy(pairs[1]!.privateKey), 'ok', 2],
    ['kid of two keys', [jwk(0, 'a'), jwk(1, 'a')], signedBy(pairs[0]!.privateKey, 'a'), 'KEY_UNKNOWN', 0],
    ['kid of one key, listed twice', [jwk(0, 'a'), jwk(0, 'a')], signedBy(pairs[0]!.privateKey, 'a'), 'ok', 1],
    [
      'kid of another key than the signer\u2019s',
      [jwk(0, 'a'), jwk(1, 'b')],
      signedBy(pairs[0]!.privateKey, 'b'),
      'SIGNATURE_INVALID',
      1,
    ],
    ['kid, key without one', [jwk(0)], signedBy(pairs[0]!.privateKey, 'a'), 'KEY_UNKNOWN', 0],
  ])('%s', async (_, keys, token, result, checks) => {
    const verify = vi.spyOn(crypto.subtle, 'verify')
    const results: string[] = []
    const authenticator = createAuthenticator({
      issuers: [trusting(ISSUER, { jwksUri: `${ISSUER}/jwks` })],
      readScopes: recordingScopes().readScopes,
      now: () => NOW * 1000,
      fetch: async () => Response.json({ keys }),
      onValidation: (_issuer, each) => results.push(each),
    })
    await authenticator.authenticate({ token })
    expect(results).toEqual([result])
    expect(verify).toHaveBeenCalledTimes(checks)
  })
})
