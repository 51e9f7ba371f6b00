import type { Definitions } from './definitions/definitions.ts'
import type { Pair } from './form-pairs.ts'
import type { Preconditions, Preferences } from './interaction.ts'
import type { JsonBody } from './json/strict.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import type { Place } from './route.ts'
import type { SearchLimits } from './search/limits.ts'

/** What a request may be read with: the FHIR version's tables and the bounds of `server.limits`. */
export interface Language {
  readonly definitions: Definitions
  readonly limits: SearchLimits & { readonly bundleEntries: number; readonly jsonDepth: number }
  /** The public base, without a slash at the end; absent: no address is known as ours. */
  readonly base?: string
}

/**
 * One request whose parts have been decoded but not yet given a meaning. HTTP requests and Bundle entries both come to
 * this form, so that one set of functions interprets both (http.html#transaction).
 */
export interface Message {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly head: boolean
  readonly place: Place
  /** Query parameters, then form parameters (search.html: the two lists are concatenated); `_format` taken out. */
  readonly pairs: readonly Pair[]
  readonly prefer: Preferences
  readonly preconditions: Preconditions
  readonly ifNoneExist?: readonly Pair[]
  readonly body?: MessageBody
}

export type MessageBody =
  | { readonly form: 'resource' | 'json-patch'; readonly json: JsonBody }
  | { readonly form: 'form' }

/** The members that every interaction has. */
export function commonOf(message: Message): Pick<Message, 'head' | 'prefer' | 'preconditions'> {
  return { head: message.head, prefer: message.prefer, preconditions: message.preconditions }
}

/** The resource in the body, its `resourceType` checked; `expected` absent = any. */
export function resourceOf(message: Message, expected?: string): JsonBody | Refusal {
  if (message.body === undefined) return refuse('BODY_REQUIRED', 'the request has no body')
  if (message.body.form !== 'resource') return refuse('MEDIA_TYPE', 'the body is not a FHIR resource')
  const type = memberOf(message.body.json.value, 'resourceType')
  if (typeof type !== 'string') return refuse('RESOURCE_MISMATCH', 'the body has no resourceType')
  if (hasLookalike(message.body.json.value))
    return refuse('RESOURCE_MISMATCH', 'a member is spelled like resourceType or id in another case')
  if (expected !== undefined && type !== expected)
    return refuse('RESOURCE_MISMATCH', 'the resource type of the body is not that of the URL')
  return message.body.json
}

/** Whether an object has a member that a reader without regard to case would take for its type or id. */
function hasLookalike(value: unknown): boolean {
  return Object.keys(value as object).some(
    (name) => /^(?:resourcetype|id)$/i.test(name) && name !== 'resourceType' && name !== 'id',
  )
}

/** A member of a JSON object; undefined for anything that is no object. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

/** `checked` with its refusal handed on, or the value built from it. */
export function whenRead<T, R>(checked: T | Refusal, build: (value: T) => R | Refusal): R | Refusal {
  return isRefusal(checked) ? checked : build(checked)
}
