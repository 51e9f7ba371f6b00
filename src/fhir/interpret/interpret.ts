import { hasConditionalReference } from '../bundle/conditional-references.ts'
import { readBundle } from '../bundle/read.ts'
import { type Pair, readForm } from '../form-pairs.ts'
import {
  checkAcceptable,
  checkSteeringHeaders,
  type HeaderLookup,
  readContentType,
  readPreconditions,
  readPrefer,
} from '../headers.ts'
import type { Interaction } from '../interaction.ts'
import { readStrict } from '../json/strict.ts'
import { commonOf, type Language, type Message, type MessageBody } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { findPlace } from '../route.ts'
import { readIfNoneExist } from '../search/if-none-exist.ts'
import type { Target } from '../target.ts'
import { allowedMethods } from './allowed-methods.ts'
import { interpretMessage } from './message.ts'

/** An HTTP request, its target already decoded and its repeated headers already refused. */
export interface ClientRequest {
  readonly method: string
  readonly target: Target
  readonly header: HeaderLookup
  /** Absent when the request has none; already bounded. */
  readonly body: Buffer | undefined
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Reads an HTTP request into the one Interaction it asks for (http.html#summary). Pure: the same request gives the
 * same answer. What has no certain meaning is a Refusal with its status, and must not be forwarded.
 */
export function interpret(request: ClientRequest, language: Language): Interaction | Refusal {
  const read = readInteraction(request, language)
  if (!isRefusal(read) || read.refused !== 'METHOD_NOT_ALLOWED') return read
  const place = findPlace(request.target.segments, language.definitions)
  return isRefusal(place) ? read : { ...read, allowed: allowedMethods(place, language.definitions) }
}

function readInteraction(request: ClientRequest, language: Language): Interaction | Refusal {
  if (!methods.has(request.method)) return refuse('METHOD_NOT_ALLOWED', 'not a method of FHIR')
  const message = readMessage(request, language)
  if (isRefusal(message)) return message
  if (message.place.at === 'base' && message.method === 'POST') return readBundle(message, language)
  const cursor = message.pairs.length === 1 && message.pairs[0]?.name === '_page' ? message.pairs[0].value : undefined
  if (cursor !== undefined && message.place.at === 'base' && message.method === 'GET')
    return { kind: 'page', cursor, ...commonOf(message) }
  if (message.body !== undefined && message.body.form !== 'form' && hasConditionalReference(message.body.json)) {
    return refuse('RESOURCE_MISMATCH', 'a conditional reference outside of a transaction')
  }
  return interpretMessage(message, language)
}

function readMessage(request: ClientRequest, language: Language): Message | Refusal {
  const { header, target } = request
  const head = request.method === 'HEAD'
  const method = (head ? 'GET' : request.method) as Message['method']
  const place = findPlace(target.segments, language.definitions)
  if (isRefusal(place)) return place
  const steering = checkSteeringHeaders(header)
  if (steering) return steering
  if (request.body !== undefined && (method === 'GET' || method === 'DELETE')) return refuse('BODY_NOT_ALLOWED', method)
  const query = readForm(target.query, language.limits.parameters)
  if (isRefusal(query)) return query
  const read = request.body === undefined ? undefined : readBody(request.body, header, language)
  if (isRefusal(read)) return read
  const all = read?.pairs ? [...query, ...read.pairs] : query
  if (all.length > language.limits.parameters)
    return refuse('TOO_MANY_PARAMETERS', `at most ${language.limits.parameters}`)
  const formats = all.filter(({ name }) => name === '_format')
  if (formats.length > 1) return refuse('QUERY_MALFORMED', '_format is given twice')
  const unacceptable = checkAcceptable(header('accept'), formats[0]?.value, language.definitions.version)
  if (unacceptable) return unacceptable
  const prefer = readPrefer(header('prefer'))
  if (isRefusal(prefer)) return prefer
  const preconditions = readPreconditions(header)
  if (isRefusal(preconditions)) return preconditions
  const criteria = header('if-none-exist')
  const created = place.at === 'type' ? place.type : undefined
  const ifNoneExist = criteria === undefined ? undefined : readIfNoneExist(criteria, created, language)
  if (isRefusal(ifNoneExist)) return ifNoneExist
  const pairs = formats.length > 0 ? all.filter(({ name }) => name !== '_format') : all
  return {
    method,
    head,
    place,
    pairs,
    prefer,
    preconditions,
    ...(ifNoneExist && { ifNoneExist }),
    ...(read && { body: read.body }),
  }
}

function readBody(
  bytes: Buffer,
  header: HeaderLookup,
  language: Language,
): { body: MessageBody; pairs?: readonly Pair[] } | Refusal {
  const form = readContentType(header, language.definitions.version)
  if (isRefusal(form)) return form
  if (form === 'form') {
    const pairs = readForm(bytes.toString('latin1'), language.limits.parameters)
    return isRefusal(pairs) ? pairs : { body: { form }, pairs }
  }
  const json = readStrict(bytes, { depth: language.limits.jsonDepth, top: form === 'json-patch' ? 'array' : 'object' })
  return isRefusal(json) ? json : { body: { form, json } }
}
