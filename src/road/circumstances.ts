import type { ClientMessage } from '../message.ts'
import type { Circumstances } from '../policy/question.ts'
import type { RoadParts } from './parts.ts'

/** What rules never look at, whatever they name: credentials are checked by authentication alone. */
const credentials: ReadonlySet<string> = new Set([
  ...['authorization', 'proxy-authorization', 'cookie', 'dpop', 'client-cert', 'client-cert-chain'],
])

const nothingNamed: Readonly<Record<string, string>> = Object.freeze({})

/** What a decision depends on beside request and caller: of the headers those that some rule names, so that no other can matter. */
export function circumstancesOf(
  { headers, remoteAddress }: Pick<ClientMessage, 'headers' | 'remoteAddress'>,
  { now, authority }: Pick<RoadParts, 'now' | 'authority'>,
): Circumstances {
  const named = authority.rules?.headers ?? []
  return {
    now: now(),
    address: remoteAddress,
    headers: named.length === 0 ? nothingNamed : Object.fromEntries(named.flatMap((name) => headerOf(headers, name))),
  }
}

function headerOf(headers: ClientMessage['headers'], name: string): readonly (readonly [string, string])[] {
  const value = credentials.has(name) ? undefined : headers[name]
  return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]]
}
