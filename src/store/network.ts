import { isIPv6 } from 'node:net'

/**
 * An IPv4 address as it is (also in its IPv6-mapped form); of an IPv6 address the first 64 bits, because whoever has
 * one such address has the whole network behind it (RFC 6177) and could take a fresh bucket for every request.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)
  if (mapped) return mapped[1]!
  const [head = '', tail] = plain.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail ?? '')
  const zeros = Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0)
  const network = [...left, ...zeros, ...right].slice(0, 4)
  return `${network.map((group) => group.toString(16)).join(':')}::/64`
}

/** An IPv4 tail (`64:ff9b::192.0.2.1`) stands for two groups; it lies behind the first 64 bits, so its value is no matter. */
function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]))
}
