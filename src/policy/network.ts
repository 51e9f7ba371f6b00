/** An address as its 128 bits; IPv4 in its IPv4-mapped form, so that both spellings are one (RFC 4291 §2.5.5.2). */
export type Address = bigint

/** The addresses whose first `prefix` of 128 bits are those of `first`. */
export interface Network {
  readonly first: Address
  readonly prefix: number
}

const MAPPED = 0xffff_0000_0000n
const MAPPED_PREFIX = 96

/** An IPv4 or IPv6 address (RFC 4291 §2.2), or undefined. Text with a zone, a port or a leading zero is not accepted. */
export function readAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined
  if (!text.includes(':')) {
    const ipv4 = readIpv4(text)
    return ipv4 === undefined ? undefined : MAPPED | ipv4
  }
  const [, head, tail] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [undefined, text]
  if (tail === undefined) return readGroups(text)
  const low = readIpv4(tail)
  return low === undefined
    ? undefined
    : readGroups(`${head}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`)
}

/** A network in CIDR form (RFC 4632 §3.1, RFC 4291 §2.3), or undefined. Bits behind the prefix are cut off. */
export function readNetwork(text: string): Network | undefined {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const first = readAddress(address)
  const prefix = Number(digits) + (address.includes(':') ? 0 : MAPPED_PREFIX)
  return first === undefined || prefix > 128 ? undefined : { first: cut(first, prefix), prefix }
}

/** An IPv4 address is only within a network that is written as one of IPv4: `::/0` is all of IPv6. */
export function isInside({ first, prefix }: Network, address: Address): boolean {
  if (prefix < MAPPED_PREFIX && cut(address, MAPPED_PREFIX) === MAPPED) return false
  return cut(address, prefix) === first
}

function cut(address: Address, prefix: number): Address {
  const behind = BigInt(128 - prefix)
  return (address >> behind) << behind
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined
  }
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

/** Eight groups of four hex digits, with `::` for one run of zeros. */
function readGroups(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - (right?.length ?? 0)
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])]
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}
