import { expect, test } from 'vitest'
import { type AuthenticationCode, fail } from '../../src/authn/failure.ts'
import type { Exchange } from '../../src/exchange.ts'
import type { ClientMessage } from '../../src/message.ts'
import { identify } from '../../src/road/identify.ts'
import type { RoadParts } from '../../src/road/parts.ts'

/** What is taken from the address of a request whose token fails like this. */
async function chargeOf(code: AuthenticationCode): Promise<readonly number[]> {
  const charged: number[] = []
  const parts = {
    authenticator: { recall: () => undefined, authenticate: async () => fail(code, 'in a test') },
    binding: { algorithms: [], nonce: () => undefined },
    limiter: {
      checkAddress: async () => ({ allowed: true, headers: {} }),
      chargeAddress: async (_address: string, cost: number) => void charged.push(cost),
    },
  } as unknown as RoadParts
  const message = { rawHeaders: ['Authorization', 'Bearer some-token'] } as unknown as ClientMessage
  await identify(message, '', { clientAddress: '192.0.2.1' } as Exchange, parts)
  return charged
}

test.each<[AuthenticationCode, number]>([
  ['SIGNATURE_INVALID', 5],
  ['TOKEN_INACTIVE', 5],
  ['TOKEN_EXPIRED', 5],
  ['NONCE_NEEDED', 1],
  // Not the caller's fault: who comes back as told must not be slowed down for it.
  ['KEYS_UNAVAILABLE', 1],
  ['INTROSPECTION_UNAVAILABLE', 1],
  ['VERIFICATION_BUSY', 1],
  ['REPLAY_UNCHECKED', 1],
])('%s takes %i from the address', async (code, cost) => {
  expect(await chargeOf(code)).toEqual([cost])
})

test('a known token is let in at once, and what it is bound to is asked for all the same', async () => {
  const known = { issuer: 'https://id.example.org' }
  const asked: unknown[] = []
  const partsWith = (failure: unknown) => {
    const check = (...all: unknown[]) => {
      asked.push(all)
      return failure
    }
    return {
      authenticator: { recall: () => known },
      binding: { algorithms: [], nonce: () => undefined, check },
      limiter: { chargeAddress: async () => {} },
    } as unknown as RoadParts
  }
  const message = { rawHeaders: ['Authorization', 'Bearer some-token'] } as unknown as ClientMessage
  const exchange = { clientAddress: '192.0.2.1' } as Exchange
  expect(identify(message, '', exchange, partsWith(undefined))).toBe(known)
  expect(exchange.principal).toBe(known)
  const later = identify(message, '', { ...exchange }, partsWith(Promise.resolve(fail('PROOF_REPLAYED', 'in a test'))))
  expect(await later).toMatchObject({ status: 401 })
  expect(asked).toHaveLength(2)
})
