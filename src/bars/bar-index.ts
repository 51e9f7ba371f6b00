import { BlockList } from 'node:net'
import type { Principal } from '../scopes/principal.ts'
import { isLive } from '../store/bar.ts'
import type { Bar, BarKind } from '../store/store.ts'
import { canonicalAddress, familyOf, readAddress } from './address.ts'

/** Why someone gets no access: `revoked` is about the token, and another may do; `blocked` is about who sends it. */
export type BarReason = 'revoked' | 'blocked'

/** All bars, ready to be asked for every request. */
export interface BarIndex {
  /** By value, for each kind that has any. */
  readonly values: ReadonlyMap<BarKind, ReadonlyMap<string, Bar>>
  /** Undefined where no network is barred. */
  readonly networks: BlockList | undefined
  /** When the first bar ends, milliseconds since the epoch: the index holds until then. */
  readonly until: number
}

/** @param now milliseconds since the epoch; what has ended is left out */
export function indexBars(bars: readonly Bar[], now: number): BarIndex {
  const values = new Map<BarKind, Map<string, Bar>>()
  let networks: BlockList | undefined
  let until = Number.POSITIVE_INFINITY
  for (const bar of bars) {
    if (!isLive(bar, now)) continue
    // A shared store can hold what no gateway has written.
    const value = bar.kind === 'address' ? readAddress(bar.value) : bar.value
    if (value === undefined) continue
    until = Math.min(until, bar.until)
    if (bar.kind === 'address' && value.includes('/')) {
      networks ??= new BlockList()
      const [network = '', prefix] = value.split('/')
      networks.addSubnet(network, Number(prefix), familyOf(network))
    } else {
      values.set(bar.kind, (values.get(bar.kind) ?? new Map<string, Bar>()).set(value, bar))
    }
  }
  return { values, networks, until }
}

/** Whether nothing is to be had from this address, whoever asks. */
export function isAddressBarred({ values, networks }: BarIndex, address: string): boolean {
  const addresses = values.get('address')
  if (addresses?.has(canonicalAddress(address))) return true
  return networks?.check(address, familyOf(address)) === true
}

/**
 * Whether this caller's token was revoked (tokens.md §8: by `jti`, subject or client), or the caller is blocked. A token
 * that does not tell when it was issued is taken to be older than any point in time.
 */
export function barOf({ values }: BarIndex, caller: Principal): BarReason | undefined {
  if (values.size === 0) return undefined
  const { issuer, clientId, subject, tokenId } = caller
  const person = subject === undefined ? [] : [subject, subjectName(issuer, subject)]

  function isBarred(kind: BarKind, value: string | undefined): boolean {
    const bar = value === undefined ? undefined : values.get(kind)?.get(value)
    if (bar === undefined) return false
    return bar.issuedBefore === undefined || (caller.issuedAt ?? 0) < bar.issuedBefore
  }

  const isPersonBarred = (kind: BarKind) => person.some((name) => isBarred(kind, name))

  if (isBarred('jti', tokenId) || isPersonBarred('sub') || isBarred('token-client', clientId)) return 'revoked'
  if (isBarred('client', clientId) || isPersonBarred('user') || isBarred('issuer', issuer)) return 'blocked'
  return undefined
}

/** `sub` alone is unique for its issuer only (RFC 7519 §4.1.2): a bar on it alone is on whoever has it, of any issuer. */
function subjectName(issuer: string, subject: string): string {
  return `${issuer}|${subject}`
}
