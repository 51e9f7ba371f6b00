import { BlockList, isIP } from 'node:net'
import { canonicalAddress } from '../bars/address.ts'

/** Peers whose addresses are kept in mind, so that they are read once for many requests. */
const MOST_PEERS = 1024
/** More hops than this are not looked at. */
const MAX_HOPS = 32

/** Takes the peer's address and the raw `X-Forwarded-For`, gives the address that limits and audit speak of. */
export type AddressReader = (peer: string | undefined, forwardedFor: string | undefined) => string

/**
 * Believes `X-Forwarded-For` only from listed proxies, and reads it from the right: the first hop that is not itself
 * a listed proxy is the client. Everything left of it was written by that client and is ignored. A hop that is no
 * address, with or without a port, ends the reading at the proxy that reported it.
 */
export function createAddressReader(trustedProxies: readonly string[]): AddressReader {
  const isTrusted = createProxyTrust(trustedProxies)
  const peers = new Map<string, string>()

  function addressOf(peer: string): string {
    const known = peers.get(peer)
    if (known !== undefined) return known
    const address = plainAddress(peer) ?? 'unknown'
    if (peers.size >= MOST_PEERS) peers.clear()
    peers.set(peer, address)
    return address
  }

  return (peer, forwardedFor) => {
    let client = addressOf(peer ?? '')
    if (forwardedFor === undefined || trustedProxies.length === 0 || client === 'unknown') return client
    const hops = forwardedFor.split(',').slice(-MAX_HOPS)
    while (isTrusted(client)) {
      const hop = plainAddress(withoutPort(hops.pop()?.trim() ?? ''))
      if (hop === undefined) break
      client = hop
    }
    return client
  }
}

/** Whether an address (a peer's, as Node gives it) is one of the listed proxies; an unknown one is not. */
export function createProxyTrust(trustedProxies: readonly string[]): (address: string | undefined) => boolean {
  const trusted = new BlockList()
  for (const entry of trustedProxies) addTo(trusted, entry)
  return (given) => {
    const address = plainAddress(given ?? '')
    return address !== undefined && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
}

function addTo(list: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (prefix === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(prefix), family)
}

/** Some proxies, such as Azure Application Gateway, write the client's port behind its address. */
function withoutPort(hop: string): string {
  return /^(?:([\d.]+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)$/.exec(hop)?.slice(1).join('') ?? hop
}

/** The address without zone in its one spelling, and v4 out of its v6-mapped form, so that one client has one name. */
function plainAddress(text: string): string | undefined {
  const address = text.replace(/%.*$/, '')
  return isIP(address) === 0 ? undefined : canonicalAddress(address)
}
