import { isIP, isIPv4, isIPv6 } from 'node:net'

const MAPPED_BITS = 96

/** For `BlockList`, which takes an IPv4-mapped address for the IPv4 address it holds. */
export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

/** One spelling for an IPv6 address (RFC 5952), and IPv4 out of its mapped form. Anything else stays as it is. */
export function canonicalAddress(address: string): string {
  if (!isIPv6(address) || address.includes('%')) return address
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return mappedAddress(written) ?? written
}

/** The IPv4 address in an IPv6-mapped one (RFC 4291 §2.5.5.2) of the URL parser's spelling; undefined in any other. */
function mappedAddress(written: string): string | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written) ?? []
  if (high === undefined || low === undefined) return undefined
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.')
}

/** An address, or a network as `address/bits`, in the spelling that is stored; undefined when it is neither. */
export function readAddress(text: string): string | undefined {
  const [, address = '', bits] = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  const canonical = canonicalAddress(address)
  if (bits === undefined) return canonical
  // A mapped network counts the 96 bits before its IPv4 address.
  const prefix = Number(bits) - (version === 6 && isIPv4(canonical) ? MAPPED_BITS : 0)
  return prefix >= 0 && prefix <= (isIPv4(canonical) ? 32 : 128) ? `${canonical}/${prefix}` : undefined
}
