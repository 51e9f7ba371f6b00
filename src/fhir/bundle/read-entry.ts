import { readForm } from '../form-pairs.ts'
import type { HeaderLookup } from '../headers.ts'
import { readPreconditions } from '../headers.ts'
import { isId } from '../identifiers.ts'
import type { BundleEntry, SingleInteraction } from '../interaction.ts'
import { interpretMessage } from '../interpret/message.ts'
import type { JsonBody } from '../json/strict.ts'
import { type Language, type Message, memberOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { findPlace } from '../route.ts'
import { readIfNoneExist } from '../search/if-none-exist.ts'
import { readSegments } from '../target.ts'
import { readConditionalReferences } from './conditional-references.ts'
import { entryBody } from './entry-body.ts'

const entryMembers = new Set(['id', 'extension', 'modifierExtension', 'link', 'fullUrl', 'resource', 'request'])
const requestMembers = new Set([
  'id',
  'extension',
  'method',
  'url',
  'ifNoneMatch',
  'ifModifiedSince',
  'ifMatch',
  'ifNoneExist',
])
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const relativeUrl = /^[\x21\x22\x24-\x7e]+$/
const fullUrlForm = /^(?:urn:(?:uuid|oid):[0-9A-Za-z.-]{1,64}|https?:\/\/[\x21-\x7e]{1,1024})$/

/**
 * Reads one entry of a batch or transaction. `request.url` is read by the same router as an HTTP target, so it must be
 * relative to the base: no scheme, no leading slash, nothing that a second decoding could change.
 */
export function readEntry(
  item: unknown,
  index: number,
  bundle: JsonBody,
  kind: 'batch' | 'transaction',
  language: Language,
): BundleEntry {
  const fullUrl = memberOf(item, 'fullUrl')
  const interaction = readRequest(item, bundle, kind, language)
  return { index, interaction, ...(typeof fullUrl === 'string' && { fullUrl }) }
}

function readRequest(
  item: unknown,
  bundle: JsonBody,
  kind: 'batch' | 'transaction',
  language: Language,
): SingleInteraction | Refusal {
  const malformed = checkMembers(item)
  if (malformed) return malformed
  const message = readMessage(item, bundle, language)
  if (isRefusal(message)) return message
  if (message.place.at === 'base' || message.place.at === 'search' || message.place.at === 'type-search') {
    return refuse('ENTRY_URL', 'a nested Bundle, a system search or a POST search inside a Bundle')
  }
  // Alone it is answered with our own statement; inside a Bundle the server's would come through, which names its maker.
  if (message.place.at === 'metadata') return refuse('ENTRY_URL', 'metadata inside a Bundle')
  const interaction = interpretMessage(message, language)
  if (!isRefusal(interaction) && !fits(memberOf(item, 'fullUrl'), interaction)) {
    return refuse('ENTRY_MALFORMED', 'fullUrl is the URL of another resource')
  }
  if (isRefusal(interaction) || !('body' in interaction) || interaction.body === undefined) return interaction
  const references = readConditionalReferences(interaction.body, language)
  if (isRefusal(references)) return references
  if (references.length === 0) return interaction
  if (kind === 'batch' || (interaction.kind !== 'create' && interaction.kind !== 'update')) {
    return refuse('RESOURCE_MISMATCH', 'a conditional reference outside of a transaction')
  }
  return { ...interaction, references }
}

function readMessage(item: unknown, bundle: JsonBody, language: Language): Message | Refusal {
  const request = memberOf(item, 'request')
  const name = memberOf(request, 'method')
  const url = memberOf(request, 'url')
  if (typeof name !== 'string' || !methods.has(name))
    return refuse('ENTRY_MALFORMED', 'request.method is not a method of FHIR')
  const method = (name === 'HEAD' ? 'GET' : name) as Message['method']
  if (typeof url !== 'string' || !relativeUrl.test(url) || url.startsWith('/') || url.includes('\\')) {
    return refuse('ENTRY_URL', 'request.url is not relative to the base')
  }
  const cut = url.indexOf('?')
  const segments = readSegments(cut < 0 ? url : url.slice(0, cut))
  if (isRefusal(segments)) return refuse('ENTRY_URL', segments.detail)
  const place = findPlace(segments, language.definitions)
  if (isRefusal(place)) return place
  const query = readForm(cut < 0 ? '' : url.slice(cut + 1), language.limits.parameters)
  if (isRefusal(query)) return query
  if (query.some(({ name }) => name === '_format')) return refuse('PARAMETER_UNKNOWN', '_format inside a Bundle')
  const preconditions = readPreconditions(headersOf(request))
  if (isRefusal(preconditions)) return preconditions
  const criteria = memberOf(request, 'ifNoneExist')
  const created = place.at === 'type' ? place.type : undefined
  const ifNoneExist = typeof criteria === 'string' ? readIfNoneExist(criteria, created, language) : undefined
  if (isRefusal(ifNoneExist)) return ifNoneExist
  const body = entryBody(memberOf(item, 'resource'), method, place, bundle, language)
  if (isRefusal(body)) return body
  const head = name === 'HEAD'
  return {
    method,
    head,
    place,
    pairs: query,
    prefer: {},
    preconditions,
    ...(ifNoneExist && { ifNoneExist }),
    ...(body && { body }),
  }
}

/** An entry may hold what a request is made of and nothing else; strings are strings, so that no reader can take them otherwise. */
function checkMembers(item: unknown): Refusal | undefined {
  const request = memberOf(item, 'request')
  if (typeof request !== 'object' || request === null) return refuse('ENTRY_MALFORMED', 'the entry has no request')
  if (!Object.keys(item as object).every((name) => entryMembers.has(name)))
    return refuse('ENTRY_MALFORMED', 'the entry has an unknown member')
  if (!Object.keys(request).every((name) => requestMembers.has(name)))
    return refuse('ENTRY_MALFORMED', 'entry.request has an unknown member')
  for (const name of ['ifNoneMatch', 'ifModifiedSince', 'ifMatch', 'ifNoneExist']) {
    const value = memberOf(request, name)
    if (value !== undefined && typeof value !== 'string')
      return refuse('ENTRY_MALFORMED', `request.${name} is not a string`)
  }
  const fullUrl = memberOf(item, 'fullUrl')
  if (fullUrl === undefined) return undefined
  return typeof fullUrl === 'string' && fullUrlForm.test(fullUrl)
    ? undefined
    : refuse('ENTRY_MALFORMED', 'fullUrl is neither a URN nor a URL')
}

/**
 * Whether a fullUrl says nothing else than the request does: a URN does not, a URL ends with the type, and the id if one
 * is addressed (bundle.html#fullUrl). References are resolved by it, so it must not stand for another resource.
 */
function fits(fullUrl: unknown, interaction: SingleInteraction): boolean {
  if (typeof fullUrl !== 'string' || fullUrl.startsWith('urn:')) return true
  const { type, id } = interaction as { type?: string; id?: string }
  const [statedType, statedId = ''] = fullUrl.split('/').slice(-2)
  return statedType === type && isId(statedId) && (id === undefined || statedId === id)
}

/** Bundle.entry.request carries the conditional headers as members; the instant of `ifModifiedSince` has no use here. */
function headersOf(request: unknown): HeaderLookup {
  const names: Record<string, string> = { 'if-match': 'ifMatch', 'if-none-match': 'ifNoneMatch' }
  return (header) => {
    const name = names[header]
    const value = name === undefined ? undefined : memberOf(request, name)
    return typeof value === 'string' ? value : undefined
  }
}
