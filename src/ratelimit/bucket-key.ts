import { hash } from 'node:crypto'
import { networkOf } from '../store/network.ts'

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
