import { describe, expect, test } from 'vitest'
import { isInside, readAddress, readNetwork } from '../../src/policy/network.ts'

describe('an address within a network', () => {
  test.each([
    ['10.20.1.5', '10.20.0.0/16', true],
    ['10.21.1.5', '10.20.0.0/16', false],
    ['10.20.1.5', '10.20.1.5/32', true],
    ['10.20.1.6', '10.20.1.5/32', false],
    ['203.0.113.9', '0.0.0.0/0', true],
    ['::ffff:10.20.1.5', '10.20.0.0/16', true],
    ['::ffff:10.20.100.5', '10.20.100.0/24', true],
    ['::ffff:0a14:105', '10.20.0.0/16', true],
    ['10.20.1.5', '::ffff:10.20.0.0/112', true],
    ['10.20.1.5', '::/0', false],
    ['2001:db8:20::1', '2001:db8:20::/48', true],
    ['2001:db8:21::1', '2001:db8:20::/48', false],
    ['2001:DB8:20:0:0:0:0:1', '2001:db8:20::/48', true],
    ['::1', '::/0', true],
  ])('%s in %s: %s', (address, network, expected) => {
    expect(isInside(readNetwork(network)!, readAddress(address)!)).toBe(expected)
  })
})

test.each([
  ...['', '10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.1:80', '1.2.3.4.5', '0x0a000001', '167772161', ' 10.0.0.1'],
  ...[
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '::1.2.3',
  ],
  ...['1:2:3:4:5:6:7:1.2.3.4', '[::1]', `${'0:'.repeat(40)}0`],
])('%s is no address', (text) => {
  expect(readAddress(text)).toBeUndefined()
})

test.each([
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  'x/10.0.0.0/8',
  '/8',
  '::/129',
  '::/',
  '10.0.0.0/08x',
])('%s is no network', (text) => {
  expect(readNetwork(text)).toBeUndefined()
})
