import type { CompartmentType, Definitions } from './definitions/definitions.ts'
import { isId, isOperationName, looksLikeType } from './identifiers.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What a path addresses, before the method and the parameters are looked at (http.html#summary). */
export type Place =
  | { readonly at: 'base' }
  | { readonly at: 'metadata' }
  | { readonly at: 'search' }
  | { readonly at: 'history'; readonly type?: string; readonly id?: string }
  | { readonly at: 'operation'; readonly name: string; readonly type?: string; readonly id?: string }
  | { readonly at: 'type'; readonly type: string }
  | { readonly at: 'type-search'; readonly type: string }
  | { readonly at: 'instance'; readonly type: string; readonly id: string }
  | { readonly at: 'version'; readonly type: string; readonly id: string; readonly versionId: string }
  | {
      readonly at: 'compartment'
      readonly compartment: { readonly type: CompartmentType; readonly id: string }
      /** Absent for `*`: every type. */
      readonly type?: string
      /** `…/_search` was spelled, so only POST is allowed. */
      readonly post: boolean
    }

const compartmentTypes = new Set(['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device'])
const unknown = refuse('PATH_UNKNOWN', 'no FHIR interaction has this path')

/** Finds what the segments below the base address; 404 for everything that FHIR does not define. */
export function findPlace(segments: readonly string[], definitions: Definitions): Place | Refusal {
  const [first, second, third, fourth] = segments
  if (first === undefined) return { at: 'base' }
  if (segments.length > 4) return unknown
  if (segments.length === 1) {
    if (first === 'metadata') return { at: 'metadata' }
    if (first === '_search') return { at: 'search' }
    if (first === '_history') return { at: 'history' }
    if (first.startsWith('$')) return operation(first)
  }
  if (!definitions.isResourceType(first)) {
    return looksLikeType(first) ? refuse('TYPE_UNKNOWN', `no resource type of ${definitions.version}`) : unknown
  }
  if (second === undefined) return { at: 'type', type: first }
  // A logical id by the grammar, but some servers answer capabilities wherever they meet the word.
  if (second === 'metadata') return unknown
  if (third === undefined) return belowType(first, second)
  if (!isId(second)) return unknown
  return belowInstance(first, second, third, fourth, definitions)
}

function belowType(type: string, segment: string): Place | Refusal {
  if (segment === '_search') return { at: 'type-search', type }
  if (segment === '_history') return { at: 'history', type }
  if (segment.startsWith('$')) return operation(segment, type)
  return isId(segment) ? { at: 'instance', type, id: segment } : unknown
}

function belowInstance(
  type: string,
  id: string,
  third: string,
  fourth: string | undefined,
  definitions: Definitions,
): Place | Refusal {
  if (third === '_history') {
    if (fourth === undefined) return { at: 'history', type, id }
    return isId(fourth) ? { at: 'version', type, id, versionId: fourth } : unknown
  }
  if (third.startsWith('$')) return fourth === undefined ? operation(third, type, id) : unknown
  if (!compartmentTypes.has(type)) return unknown
  if (fourth !== undefined && fourth !== '_search') return unknown
  const compartment = { type: type as CompartmentType, id }
  const post = fourth === '_search' || third === '_search'
  if ((third === '*' || third === '_search') && fourth === undefined) return { at: 'compartment', compartment, post }
  if (definitions.isResourceType(third)) {
    // A server that finds no parameter to keep such a search inside the compartment may answer with all of the type.
    const isMember = definitions.compartmentParameters(compartment.type, third).length > 0
    return isMember ? { at: 'compartment', compartment, type: third, post } : unknown
  }
  return looksLikeType(third) ? refuse('TYPE_UNKNOWN', `no resource type of ${definitions.version}`) : unknown
}

function operation(segment: string, type?: string, id?: string): Place | Refusal {
  const name = segment.slice(1)
  if (!isOperationName(name)) return unknown
  return { at: 'operation', name, ...(type && { type }), ...(id && { id }) }
}
