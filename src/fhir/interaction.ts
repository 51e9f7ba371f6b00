import type { CompartmentType, OperationLevel } from './definitions/definitions.ts'
import type { JsonBody } from './json/strict.ts'
import type { Refusal } from './refusal.ts'
import type { SearchQuery } from './search/query.ts'

/** A resource or patch as it came: the exact bytes, and their strict reading. */
export type { JsonBody }

/** RFC 7240 preferences that FHIR gives a meaning (http.html#prefer). Others are dropped. */
export interface Preferences {
  readonly return?: 'minimal' | 'representation' | 'OperationOutcome'
  readonly handling?: 'strict' | 'lenient'
  readonly respondAsync?: true
}

/** Conditional headers, or their twins in Bundle.entry.request, each checked for its grammar. */
export interface Preconditions {
  readonly ifMatch?: string
  readonly ifNoneMatch?: string
  readonly ifModifiedSince?: string
}

/** Name and value of the parameters that are not search criteria, checked against the interaction's allow-list. */
export type Controls = readonly { readonly name: string; readonly value: string }[]

/** `Reference.reference` that is a search (`Patient?identifier=…`), which a transaction resolves (http.html#trules). */
export interface ConditionalReference {
  readonly type: string
  readonly query: SearchQuery
}

/** What a Subscription will be sent: what this search finds; type `*` where it may be anything, and the search is not read. */
export interface Subscribed {
  readonly type: string
  readonly query: SearchQuery
}

interface Common {
  /** HEAD: the same interaction, answered without its body. */
  readonly head: boolean
  readonly prefer: Preferences
  readonly preconditions: Preconditions
}

export interface CapabilitiesInteraction extends Common {
  readonly kind: 'capabilities'
  readonly controls: Controls
}
export interface ReadInteraction extends Common {
  readonly kind: 'read'
  readonly type: string
  readonly id: string
  readonly controls: Controls
}
export interface VreadInteraction extends Common {
  readonly kind: 'vread'
  readonly type: string
  readonly id: string
  readonly versionId: string
  readonly controls: Controls
}
export interface HistoryInteraction extends Common {
  readonly kind: 'history'
  readonly level: OperationLevel
  readonly type?: string
  readonly id?: string
  /** Set when narrowed: the types whose entries may be shown. History has no such parameter, so the guard alone keeps it. */
  readonly types?: readonly string[]
  readonly controls: Controls
}
export interface SearchInteraction extends Common {
  readonly kind: 'search'
  /** As the client sent it: POST keeps criteria out of URLs and their logs. */
  readonly method: 'GET' | 'POST'
  readonly level: 'system' | 'type' | 'compartment'
  /** The searched type; absent on system and whole-compartment (`/Patient/1/*`) searches. */
  readonly type?: string
  readonly compartment?: { readonly type: CompartmentType; readonly id: string }
  readonly query: SearchQuery
}
export interface CreateInteraction extends Common {
  readonly kind: 'create'
  readonly type: string
  readonly body: JsonBody
  /** If-None-Exist (conditional create). */
  readonly ifNoneExist?: SearchQuery
  readonly references?: readonly ConditionalReference[]
  /** Of a Subscription alone, and of each. */
  readonly subscribed?: Subscribed
  readonly controls: Controls
}
export interface UpdateInteraction extends Common {
  readonly kind: 'update'
  readonly type: string
  /** Absent when conditional. */
  readonly id?: string
  readonly condition?: SearchQuery
  readonly body: JsonBody
  readonly references?: readonly ConditionalReference[]
  /** Of a Subscription alone, and of each. */
  readonly subscribed?: Subscribed
  readonly controls: Controls
}
export interface PatchInteraction extends Common {
  readonly kind: 'patch'
  readonly type: string
  readonly id?: string
  readonly condition?: SearchQuery
  readonly dialect: 'json-patch' | 'fhirpath-patch'
  readonly body: JsonBody
  readonly controls: Controls
}
export interface DeleteInteraction extends Common {
  readonly kind: 'delete'
  readonly type: string
  readonly id?: string
  readonly condition?: SearchQuery
  readonly controls: Controls
}
export interface OperationInteraction extends Common {
  readonly kind: 'operation'
  /** Without the `$`. */
  readonly name: string
  readonly level: OperationLevel
  readonly type?: string
  readonly id?: string
  readonly method: 'GET' | 'POST'
  /** Set when narrowed: the types that the answer may hold. */
  readonly types?: readonly string[]
  /** Query parameters, decoded. */
  readonly parameters: Controls
  readonly body?: JsonBody
}
export interface BundleInteraction extends Common {
  readonly kind: 'batch' | 'transaction'
  readonly entries: readonly BundleEntry[]
}
/** A page of an earlier answer. The cursor is opened and re-interpreted by the gateway before anything is decided. */
export interface PageInteraction extends Common {
  readonly kind: 'page'
  readonly cursor: string
}

/** What can stand alone or inside a Bundle. */
export type SingleInteraction =
  | CapabilitiesInteraction
  | ReadInteraction
  | VreadInteraction
  | HistoryInteraction
  | SearchInteraction
  | CreateInteraction
  | UpdateInteraction
  | PatchInteraction
  | DeleteInteraction
  | OperationInteraction

/** What the request asks, in FHIR's own terms (http.html). The decision is made on it, and the upstream request is written from it. */
export type Interaction = SingleInteraction | BundleInteraction | PageInteraction
export type InteractionKind = Interaction['kind']

export interface BundleEntry {
  /** Its place in the client's Bundle, from 0; answers keep the order (http.html#transaction-response). */
  readonly index: number
  /** `urn:uuid:…` or an absolute URL under the public base; kept so that references between entries resolve. */
  readonly fullUrl?: string
  /** A batch entry that could not be read is answered in its place; in a transaction it refuses the whole. */
  readonly interaction: SingleInteraction | Refusal
}

export function isBundle(interaction: Interaction): interaction is BundleInteraction {
  return interaction.kind === 'batch' || interaction.kind === 'transaction'
}
