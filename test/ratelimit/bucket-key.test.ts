import { describe, expect, test } from 'vitest'
import { bucketKey, type Caller, type KeyKind } from '../../src/ratelimit/bucket-key.ts'
import { networkOf } from '../../src/store/network.ts'

const ann: Caller = { issuer: 'https://id.example', client: 'app', user: 'ann', address: '192.0.2.1' }

describe('who shares a bucket', () => {
  test.each<[KeyKind, string, Partial<Caller>, boolean]>([
    ['client', 'another user of the client', { user: 'ben' }, true],
    ['client', 'another client', { client: 'app2' }, false],
    ['client', 'the same client id at another issuer', { issuer: 'https://other.example' }, false],
    ['user', 'the user with another client', { client: 'app2' }, true],
    ['user', 'another user', { user: 'ben' }, false],
    ['user', 'the same subject at another issuer', { issuer: 'https://other.example' }, false],
    ['client+user', 'another address', { address: '192.0.2.2' }, true],
    ['client+user', 'another user', { user: 'ben' }, false],
    ['client+user', 'another client', { client: 'app2' }, false],
    ['address', 'another client and user', { client: 'app2', user: 'ben' }, true],
    ['address', 'another address', { address: '192.0.2.2' }, false],
  ])('by %s: %s: %s', (kind, _, change, shared) => {
    expect(bucketKey('default', kind, { ...ann, ...change }) === bucketKey('default', kind, ann)).toBe(shared)
  })
})

describe('what a token does not say is replaced: client, then user, then address', () => {
  const { client: _client, ...noClient } = ann
  const { user: _user, ...noUser } = ann
  const neither = { address: ann.address }
  test.each<[KeyKind, Caller, KeyKind]>([
    ['client', noClient, 'user'],
    ['client', neither, 'address'],
    ['user', noUser, 'client'],
    ['user', neither, 'address'],
    ['client+user', noUser, 'client'],
    ['client+user', noClient, 'user'],
    ['client+user', neither, 'address'],
  ])('%s', (kind, caller, instead) => {
    expect(bucketKey('default', kind, caller)).toBe(bucketKey('default', instead, caller))
  })
})

test.each<[string, Caller, Caller]>([
  ['a client named like a user', { client: 'x', address: 'a' }, { user: 'x', address: 'a' }],
  ['a client named like an address', { client: '192.0.2.1', address: 'a' }, { address: '192.0.2.1' }],
  ['parts that join alike', { client: 'a', user: 'b","c', address: 'a' }, { client: 'a","b', user: 'c', address: 'a' }],
])('%s does not share its bucket', (_, one, other) => {
  expect(bucketKey('default', 'client+user', one)).not.toBe(bucketKey('default', 'client+user', other))
})

test('limits do not share buckets', () => {
  expect(bucketKey('unauthenticated', 'address', ann)).not.toBe(bucketKey('default', 'address', ann))
})

test('a key has a bounded length, harmless characters and no identifier in it', () => {
  const key = bucketKey('default', 'client', { client: `app\r\n{}*:${'x'.repeat(100_000)}`, address: '' })
  expect(key).toMatch(/^default:[\w-]{43}$/)
})

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
    ['not an address', 'not an address'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))
})
