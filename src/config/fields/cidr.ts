import { isIP } from 'node:net'
import { z } from 'zod'

const EXPECTED = 'a network such as 10.0.0.0/8 or fd00::/8, and no wider'

/** A network in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3), small enough to be somebody's own. */
export function cidr() {
  return z.string({ error: EXPECTED }).refine(isOwnNetwork, { error: EXPECTED })
}

/** The widest private networks are 10.0.0.0/8 and fc00::/7. What begins with `::` can hold every IPv4 address (RFC 4291 §2.5.5). */
function isOwnNetwork(text: string): boolean {
  const [, address = '', digits = ''] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text) ?? []
  const prefix = Number(digits)
  if (isIP(address) === 4) return prefix >= 8 && prefix <= 32
  if (isIP(address) !== 6) return false
  const holdsIpv4 = new URL(`http://[${address}]`).hostname.startsWith('[::')
  return prefix >= 7 && prefix <= 128 && (!holdsIpv4 || prefix === 128)
}
