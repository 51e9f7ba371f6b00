import { describe, expect, test } from 'vitest'
import { barOf, indexBars, isAddressBarred } from '../../src/bars/bar-index.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { Principal } from '../../src/scopes/principal.ts'
import type { Bar, BarKind } from '../../src/store/store.ts'
import { callerWith } from '../fixtures/principal.ts'

const NOW = 1_700_000_000_000
const ISSUED = NOW / 1000 - 60
const caller: Principal = {
  ...callerWith('user/*.rs', loadDefinitions('R4')),
  issuer: 'https://id.example.org',
  subject: 'ann',
  clientId: 'app',
  tokenId: 't-1',
  issuedAt: ISSUED,
}
const bar = (kind: BarKind, value: string, more: Partial<Bar> = {}): Bar => ({
  kind,
  value,
  until: NOW + 1000,
  ...more,
})
const indexOf = (...bars: Bar[]) => indexBars(bars, NOW)

describe('a caller', () => {
  test.each<[string, Bar, Partial<Principal>, ReturnType<typeof barOf>]>([
    ['by jti', bar('jti', 't-1'), {}, 'revoked'],
    ['by subject', bar('sub', 'https://id.example.org|ann'), {}, 'revoked'],
    ['by client of tokens', bar('token-client', 'app'), {}, 'revoked'],
    ['by client', bar('client', 'app'), {}, 'blocked'],
    ['by user', bar('user', 'https://id.example.org|ann'), {}, 'blocked'],
    ['by issuer', bar('issuer', 'https://id.example.org'), {}, 'blocked'],
    ['issued before', bar('sub', 'https://id.example.org|ann', { issuedBefore: ISSUED + 1 }), {}, 'revoked'],
    ['of unknown age', bar('jti', 't-1', { issuedBefore: 1 }), { issuedAt: undefined }, 'revoked'],
    ['issued at that time', bar('sub', 'https://id.example.org|ann', { issuedBefore: ISSUED }), {}, undefined],
    ['of another token', bar('jti', 't-2'), {}, undefined],
    ['of another issuer with the same subject', bar('user', 'https://other.example.org|ann'), {}, undefined],
    ['by subject of any issuer', bar('user', 'ann'), {}, 'blocked'],
    ['by the tokens of a subject of any issuer', bar('sub', 'ann'), {}, 'revoked'],
    ['by a subject that looks like one with its issuer', bar('user', 'auth0|1'), { subject: 'auth0|1' }, 'blocked'],
    ['of a subject that ends alike', bar('user', 'nn'), {}, undefined],
    ['without any subject', bar('user', 'undefined'), { subject: undefined }, undefined],
    ['in other letters', bar('client', 'App'), {}, undefined],
    ['by the value of another kind', bar('client', 't-1'), {}, undefined],
    ['whose bar has ended', bar('client', 'app', { until: NOW }), {}, undefined],
    ['without jti', bar('jti', 'undefined'), { tokenId: undefined }, undefined],
    ['without client', bar('client', 'undefined'), { clientId: undefined }, undefined],
    ['without subject', bar('user', 'https://id.example.org|undefined'), { subject: undefined }, undefined],
    ['named like a member of every object', bar('client', 'app'), { clientId: 'constructor' }, undefined],
  ])('%s', (_name, given, change, expected) => {
    expect(barOf(indexOf(given), { ...caller, ...change })).toBe(expected)
  })

  test('a revoked token of a blocked client is told that another token is needed', () => {
    expect(barOf(indexOf(bar('client', 'app'), bar('jti', 't-1')), caller)).toBe('revoked')
  })
})

describe('an address', () => {
  test.each<[barred: string, address: string, expected: boolean]>([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.10', false],
    ['192.0.2.0/24', '192.0.2.77', true],
    ['192.0.2.0/24', '192.0.3.1', false],
    ['192.0.2.0/24', '::ffff:192.0.2.1', true],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '::ffff:c000:201', true],
    ['::ffff:c000:201', '192.0.2.1', true],
    ['0:0:0:0:0:FFFF:192.0.2.1', '192.0.2.1', true],
    ['::ffff:192.0.2.0/120', '192.0.2.77', true],
    ['::ffff:192.0.2.0/120', '192.0.3.77', false],
    ['::ffff:c000:200/120', '::ffff:192.0.2.77', true],
    ['::ffff:192.0.2.0/95', '192.0.2.77', false],
    ['::ffff:192.0.2.0/129', '192.0.2.77', false],
    ['::fffe:c000:201', '192.0.2.1', false],
    ['2001:DB8:0:0::1', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:1::5', true],
    ['2001:db8::/32', '2001:db9::5', false],
    ['0.0.0.0/0', '192.0.2.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['192.0.2.0/24', 'unknown', false],
    ['192.0.2.0/99', '192.0.2.1', false],
    ['garbage/24', '192.0.2.1', false],
  ])('barred %s, asking %s: %s', (value, address, expected) => {
    expect(isAddressBarred(indexOf(bar('address', value)), address)).toBe(expected)
  })
})

test('the index holds until the first bar ends', () => {
  const bars = [bar('client', 'a', { until: NOW + 500 }), bar('client', 'b'), bar('client', 'c', { until: NOW - 1 })]
  expect(indexOf(...bars).until).toBe(NOW + 500)
  expect(indexOf().until).toBe(Number.POSITIVE_INFINITY)
})
