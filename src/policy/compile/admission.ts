import type { Caller } from '../evaluate/facts.ts'
import type { Client, PolicyDocument } from '../language.ts'
import { isInside, type Network, readAddress, readNetwork } from '../network.ts'

/** Why a registered client is turned away before any rule is looked at, in words; undefined when it is not. */
export type Admission = (caller: Caller, address: string) => string | undefined

/** What the policy says of its clients themselves: status, the issuers of their tokens, and from where they may call. */
export function admissionOf({ clients }: PolicyDocument): Admission {
  const networks = new Map<Client, readonly Network[]>()
  for (const client of Object.values(clients)) if (client.networks) networks.set(client, networksOf(client.networks))

  return ({ client, principal }, address) => {
    if (client === undefined) return undefined
    if (client.status !== 'active') return `the client is ${client.status}`
    if (client.issuers && !client.issuers.includes(principal.issuer)) return 'the issuer is not one of the client’s'
    const own = networks.get(client)
    return own === undefined || isInAny(own, address) ? undefined : 'the address is in none of the client’s networks'
  }
}

/** Networks that cannot be read are left out, so that no address is in them. */
export function networksOf(texts: readonly string[]): readonly Network[] {
  return texts.map(readNetwork).filter((network) => network !== undefined)
}

export function isInAny(networks: readonly Network[], address: string): boolean {
  const read = readAddress(address)
  return read !== undefined && networks.some((network) => isInside(network, read))
}
