import { expect, test } from 'vitest'
import { createAddressReader } from '../../src/server/client-address.ts'

const cases: [
  name: string,
  trusted: string[],
  peer: string | undefined,
  forwarded: string | undefined,
  client: string,
][] = [
  ['no proxies: the header is ignored', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['an unlisted peer is not believed', ['10.0.0.0/8'], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['a listed peer is believed', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['the right-most untrusted hop wins', ['10.0.0.0/8'], '10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['listed hops are skipped', ['10.0.0.0/8'], '10.1.2.3', '1.1.1.1, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
  ['only listed hops: the farthest', ['10.0.0.0/8'], '10.1.2.3', '10.0.0.7, 10.0.0.8', '10.0.0.7'],
  ['no header', ['10.0.0.0/8'], '10.1.2.3', undefined, '10.1.2.3'],
  ['an empty header', ['10.0.0.0/8'], '10.1.2.3', '', '10.1.2.3'],
  ['a hop that is no address', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1, unknown', '10.1.2.3'],
  ['a hop with a port', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1:80', '198.51.100.1'],
  ['an IPv6 hop with a port', ['10.0.0.0/8'], '10.1.2.3', '1.1.1.1, [2001:DB8::1]:443', '2001:db8::1'],
  ['an IPv6 hop in brackets', ['10.0.0.0/8'], '10.1.2.3', '[2001:db8::1]', '2001:db8::1'],
  ['a listed hop with a port', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1:5, 10.9.9.9:80', '198.51.100.1'],
  ['a hop with two ports', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1:80:80', '10.1.2.3'],
  ['a hop with a port that is none', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1:x', '10.1.2.3'],
  ['a name with a port', ['10.0.0.0/8'], '10.1.2.3', '[client]:80', '10.1.2.3'],
  ['an injected header line', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1\n', '198.51.100.1'],
  ['a v4-mapped peer', ['10.0.0.0/8'], '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['a v4-mapped peer without proxies', [], '::ffff:203.0.113.9', undefined, '203.0.113.9'],
  ['a mapped peer in hexadecimal', ['10.0.0.0/8'], '::ffff:a01:203', '198.51.100.1', '198.51.100.1'],
  ['a mapped hop in hexadecimal', ['10.0.0.0/8'], '10.1.2.3', '::FFFF:c633:6401', '198.51.100.1'],
  ['an IPv6 hop written out', ['10.0.0.0/8'], '10.1.2.3', '2001:DB8:0:0::1%eth0', '2001:db8::1'],
  ['IPv6 throughout', ['2001:db8::/32'], '2001:DB8::1', '2001:dead::7, 2001:db8::2', '2001:dead::7'],
  ['a single listed address', ['192.0.2.7'], '192.0.2.7', '198.51.100.1', '198.51.100.1'],
  ['its neighbour', ['192.0.2.7'], '192.0.2.8', '198.51.100.1', '192.0.2.8'],
  ['a peer that has gone', ['10.0.0.0/8'], undefined, '198.51.100.1', 'unknown'],
  ['hops beyond the bound', ['10.0.0.0/8'], '10.1.2.3', `198.51.100.1${', 10.0.0.1'.repeat(40)}`, '10.0.0.1'],
]

test.each(cases)('%s', (_name, trusted, peer, forwarded, client) => {
  expect(createAddressReader(trusted)(peer, forwarded)).toBe(client)
})
