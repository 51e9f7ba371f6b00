import type { Definitions, OperationDefinition, OperationLevel } from '../definitions/definitions.ts'
import type { Pair } from '../form-pairs.ts'
import type { OperationInteraction } from '../interaction.ts'
import { commonOf, type Language, type Message, resourceOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import type { Place } from '../route.ts'
import { readCriterion } from '../search/criterion.ts'
import { refuseUnknownParameters } from './operation-body.ts'

type OperationPlace = Extract<Place, { at: 'operation' }>

/**
 * GET or POST of `$name` (operations.html#executing). Only the form is read here; which operations are open, and to
 * whom, is a decision. GET is for operations that change nothing and whose parameters are all primitive.
 */
export function interpretOperation(
  message: Message,
  place: OperationPlace,
  language: Language,
): OperationInteraction | Refusal {
  const { method } = message
  const { definitions } = language
  if (method !== 'GET' && method !== 'POST')
    return refuse('METHOD_NOT_ALLOWED', 'an operation is called by GET or POST')
  const level = levelOf(place)
  const known = operationsAt(definitions, place.name, level, place.type)
  if (method === 'GET' && changesState(known)) {
    return refuse('METHOD_NOT_ALLOWED', 'an operation that changes state is called by POST')
  }
  const parameters = readParameters(message.pairs, place, known, language)
  if (isRefusal(parameters)) return parameters
  if (message.body?.form === 'form') return refuse('MEDIA_TYPE', 'an operation takes a FHIR resource')
  const body = message.body && resourceOf(message)
  if (isRefusal(body)) return body
  const searched = place.name === 'lastn' ? place.type : undefined
  const unknown = body && refuseUnknownParameters(body, known, searched, definitions)
  if (unknown) return unknown
  return {
    kind: 'operation',
    name: place.name,
    level,
    ...(place.type !== undefined && { type: place.type }),
    ...(place.id !== undefined && { id: place.id }),
    method,
    parameters,
    ...(body && { body }),
    ...commonOf(message),
  }
}

/** Whether all that is known of an operation says that it changes something. */
export function isCalledByPostAlone(place: OperationPlace, definitions: Definitions): boolean {
  return changesState(operationsAt(definitions, place.name, levelOf(place), place.type))
}

function changesState(known: readonly OperationDefinition[]): boolean {
  return known.length > 0 && known.every(({ affectsState }) => affectsState)
}

function levelOf({ type, id }: OperationPlace): OperationLevel {
  return id !== undefined ? 'instance' : type !== undefined ? 'type' : 'system'
}

/** The definitions that fit a name, level and type. Defined elsewhere is not defined here. */
function operationsAt(
  definitions: Definitions,
  name: string,
  level: OperationLevel,
  type: string | undefined,
): readonly OperationDefinition[] {
  return definitions
    .operations(name)
    .filter(
      ({ levels, types }) =>
        levels.includes(level) && (type === undefined || types.includes(type) || types.includes('*')),
    )
}

/**
 * Reads the query of a call. Only primitive values can be given there (operations.html#executing). An operation nobody
 * has defined keeps its parameters: it is closed unless the site opens it with a list of its own.
 */
function readParameters(
  pairs: readonly Pair[],
  place: OperationPlace,
  known: readonly OperationDefinition[],
  language: Language,
): readonly Pair[] | Refusal {
  const read: Pair[] = []
  for (const pair of pairs) {
    const types = known.flatMap(({ parameters }) => parameters.filter(({ name }) => name === pair.name))
    if (known.length > 0 && pair.name !== '_pretty' && types.length === 0) {
      const unknown = readLastnCriterion(pair, place, language)
      if (unknown) return unknown
    } else if (types.length > 0 && types.every(({ type }) => !isPrimitive(type))) {
      return refuse('PARAMETER_INVALID', 'a parameter that can only be given in a body')
    }
    if (pair.value === '') continue
    if (pair.name === '_type' && !pair.value.split(',').every((type) => language.definitions.isResourceType(type))) {
      return refuse('PARAMETER_INVALID', 'an unknown type in _type')
    }
    read.push(pair)
  }
  return read
}

/** Observation $lastn is also given search parameters (observation-operation-lastn.html): those that test the Observation alone. */
function readLastnCriterion(pair: Pair, { name, type }: OperationPlace, language: Language): Refusal | undefined {
  const { definitions, limits } = language
  const isPlain = name === 'lastn' && type !== undefined && !/^_|[:.]/.test(pair.name)
  const read = isPlain
    ? readCriterion(pair.name, pair.value, [type], definitions, limits)
    : refuse('PARAMETER_UNKNOWN', 'a parameter that this operation does not have')
  return isRefusal(read) ? read : undefined
}

/** Primitive types begin with a small letter; a parameter of parts has no type at all. */
function isPrimitive(type: string): boolean {
  return /^[a-z]/.test(type)
}
