import { hash } from 'node:crypto'
import { isIPv6 } from 'node:net'

export type KeyKind = 'client' | 'user' | 'client+user' | 'address' | 'tenant'

export interface Caller {
  /** Two issuers may give the same client id or subject to different parties. */
  readonly issuer?: string | undefined
  readonly client?: string | undefined
  readonly user?: string | undefined
  readonly address: string
  /** The tenant of the policy that the caller belongs to. */
  readonly tenant?: string | undefined
}

/**
 * The name of the bucket that a caller draws from. What is not known of it is replaced by the next best: client, then
 * user, then address. It is hashed, so it has a bounded length and a store never holds an identifier in clear.
 */
export function bucketKey(limitName: string, kind: KeyKind, caller: Caller): string {
  // JSON keeps the parts apart whatever they contain.
  const identity = JSON.stringify(identityOf(kind, caller))
  return `${limitName}:${hash('sha256', identity, 'base64url')}`
}

function identityOf(kind: KeyKind, { issuer = '', client, user, address, tenant }: Caller): readonly string[] {
  if (kind === 'tenant' && tenant !== undefined) return ['tenant', tenant]
  if (kind === 'client+user' && client !== undefined && user !== undefined) return ['client+user', issuer, client, user]
  if (kind !== 'address') {
    const byClient = client === undefined ? undefined : ['client', issuer, client]
    const byUser = user === undefined ? undefined : ['user', issuer, user]
    const known = kind === 'user' ? (byUser ?? byClient) : (byClient ?? byUser)
    if (known !== undefined) return known
  }
  return ['address', networkOf(address)]
}

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
