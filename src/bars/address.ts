import { isIP, isIPv6 } from 'node:net'

/** For `BlockList`, which takes an IPv4-mapped address for the IPv4 address it holds. */
export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

/** One spelling for an IPv6 address (RFC 5952), and IPv4 out of its mapped form. Anything else stays as it is. */
export function canonicalAddress(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIPv6(plain) && !plain.includes('%') ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain
}

/** An address, or a network as `address/bits`, in the spelling that is stored; undefined when it is neither. */
export function readAddress(text: string): string | undefined {
  const [, address = '', bits] = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  if (bits === undefined) return canonicalAddress(address)
  return Number(bits) <= (version === 6 ? 128 : 32) ? `${canonicalAddress(address)}/${Number(bits)}` : undefined
}
