import type { DocumentName } from '../discovery/discovery.ts'
import type { OperationLevel } from '../fhir/definitions/definitions.ts'
import type { Pair } from '../fhir/form-pairs.ts'
import {
  type BundleInteraction,
  type InteractionKind,
  isBundle,
  type JsonBody,
  type Preconditions,
  type Preferences,
  type SingleInteraction,
} from '../fhir/interaction.ts'
import { memberOf } from '../fhir/message.ts'
import type { SearchQuery } from '../fhir/search/query.ts'
import { type QueryView, viewQuery } from './query-view.ts'

/** What a request is read as. Only the members that the kind has are there, and of those none that is empty. */
export interface InteractionView extends QueryView {
  /** Its own documents are answered by the gateway itself. */
  readonly kind: InteractionKind | DocumentName
  readonly level?: OperationLevel | 'compartment'
  readonly method?: 'GET' | 'POST'
  readonly type?: string
  readonly id?: string
  readonly versionId?: string
  readonly compartment?: { readonly type: string; readonly id: string }
  /** Of an operation, without `$`. */
  readonly name?: string
  readonly parameters?: readonly Pair[]
  readonly dialect?: 'json-patch' | 'fhirpath-patch'
  /** The search of a conditional update, patch or delete. */
  readonly condition?: QueryView
  readonly ifNoneExist?: QueryView
  /** Conditional references in the resource. */
  readonly references?: readonly (QueryView & { readonly type: string })[]
  /** What a Subscription will be sent; type `*`: anything. */
  readonly subscribed?: QueryView & { readonly type: string }
  readonly body?: { readonly resourceType?: string; readonly bytes: number }
  /** How many entries a Bundle has. */
  readonly entryCount?: number
  readonly head?: true
  readonly prefer?: Preferences
  readonly preconditions?: Preconditions
}

/** Every member that some kind of interaction has, so that one function shows them all. */
type AnyInteraction = Partial<
  Omit<InteractionView, 'kind' | 'head' | 'condition' | 'ifNoneExist' | 'references' | 'subscribed' | 'body'>
> & {
  readonly query?: SearchQuery
  readonly condition?: SearchQuery
  readonly ifNoneExist?: SearchQuery
  readonly references?: readonly { readonly type: string; readonly query: SearchQuery }[]
  readonly subscribed?: { readonly type: string; readonly query: SearchQuery }
  readonly body?: JsonBody
}

export function viewInteraction(interaction: SingleInteraction | BundleInteraction): InteractionView {
  const { kind, head, prefer, preconditions } = interaction
  const any = interaction as unknown as AnyInteraction
  const { level, method, type, id, versionId, compartment, name, dialect } = any
  return {
    kind,
    ...given({ level, method, type, id, versionId, compartment, name, dialect }),
    ...(any.query && viewQuery(any.query)),
    ...(any.controls?.length && { controls: any.controls }),
    ...(any.parameters?.length && { parameters: any.parameters }),
    ...(any.condition && { condition: viewQuery(any.condition) }),
    ...(any.ifNoneExist && { ifNoneExist: viewQuery(any.ifNoneExist) }),
    ...(any.references && { references: any.references.map(({ type, query }) => ({ type, ...viewQuery(query) })) }),
    ...(any.subscribed && { subscribed: { type: any.subscribed.type, ...viewQuery(any.subscribed.query) } }),
    ...(any.body && { body: viewBody(any.body) }),
    ...(isBundle(interaction) && { entryCount: interaction.entries.length }),
    ...(head && { head }),
    ...(Object.keys(prefer).length > 0 && { prefer }),
    ...(Object.keys(preconditions).length > 0 && { preconditions }),
  }
}

function viewBody({ bytes, value }: JsonBody): NonNullable<InteractionView['body']> {
  const resourceType = memberOf(value, 'resourceType')
  return { ...(typeof resourceType === 'string' && { resourceType }), bytes: bytes.length }
}

function given<T extends object>(members: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>
  }
}
