import type { Exchange } from '../exchange.ts'
import type { HeaderLookup } from '../fhir/headers.ts'
import { type BundleInteraction, isBundle, type SingleInteraction } from '../fhir/interaction.ts'
import { interpret } from '../fhir/interpret/interpret.ts'
import { isRefusal, type Refusal, refuse } from '../fhir/refusal.ts'
import { templateOf } from '../fhir/route-template.ts'
import type { Target } from '../fhir/target.ts'
import type { ClientMessage } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import { bodyLimit } from './limit.ts'
import { openPage, type PageStart } from './page.ts'
import type { RoadParts } from './parts.ts'

/** What the caller asks; for a page, also where it begins. */
export interface Asked {
  readonly interaction: SingleInteraction | BundleInteraction
  readonly page?: PageStart
  /** For a page: the criteria that the policy had added to the search it continues, as text. */
  readonly added?: string
}

/** Reads the body, if there is one, and interprets the request. A page is opened into the search that it continues. */
export function readAsked(
  message: ClientMessage,
  target: Target,
  principal: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
): Asked | Refusal | Promise<Asked | Refusal> {
  if (!message.hasBody) return understand(message, target, undefined, principal, exchange, parts)
  return readBody(message, bodyLimit(principal, parts)).then((body) =>
    isRefusal(body) ? body : understand(message, target, body, principal, exchange, parts),
  )
}

function understand(
  message: ClientMessage,
  target: Target,
  body: Buffer | undefined,
  principal: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
): Asked | Refusal {
  const read = interpret({ method: message.method, target, header: lookup(message), body }, parts.language)
  if (isRefusal(read)) return read
  exchange.interaction = read.kind
  exchange.template = templateOf(read, (name) => parts.language.definitions.operations(name).length > 0)
  if (read.kind === 'page') return openPage(read, principal, parts)
  if (!isBundle(read) && 'type' in read) exchange.resourceType = read.type
  return { interaction: read }
}

async function readBody(message: ClientMessage, limit: number): Promise<Buffer | Refusal> {
  const body = await message.readBody(limit)
  switch (body) {
    case 'too-large':
      return refuse('BODY_TOO_LARGE', `more than ${limit} bytes`)
    case 'timeout':
      return refuse('BODY_TIMEOUT', 'the body did not arrive in time')
    case 'aborted':
      return refuse('BODY_MALFORMED', 'the body ended too early')
    default:
      return body
  }
}

function lookup({ headers }: ClientMessage): HeaderLookup {
  return (name) => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
}
