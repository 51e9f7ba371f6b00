import type { FhirVersion } from './definitions/definitions.ts'
import type { Preconditions, Preferences } from './interaction.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Looks a request header up by its lower-case name; repeated headers were refused or joined before. */
export type HeaderLookup = (name: string) => string | undefined

/** The media types that a body may have, by what is done with it. */
export type BodyForm = 'resource' | 'json-patch' | 'form'

const mimeVersions: Record<FhirVersion, string> = { R4: '4.0', R4B: '4.3', R5: '5.0' }
const mediaType = /^([a-z]+\/[a-z0-9.+-]+)((?:[ \t]*;[ \t]*[a-zA-Z]+=(?:[a-zA-Z0-9._-]+|"[a-zA-Z0-9._-]+"))*)$/i
const jsonTypes = new Set(['application/fhir+json', 'application/json', 'text/json', 'application/json+fhir'])

/**
 * Decides what form a request body has from its Content-Type (http.html#mime-type).
 * JSON in UTF-8 only: lists of types, other charsets and other FHIR versions are refused, since servers disagree on them.
 */
export function readContentType(header: HeaderLookup, version: FhirVersion): BodyForm | Refusal {
  const encoding = header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return refuse('MEDIA_TYPE', 'the body has a content encoding')
  const text = header('content-type')
  if (text === undefined) return refuse('MEDIA_TYPE', 'the body has no content type')
  const match = mediaType.exec(text.trim())
  if (!match) return refuse('MEDIA_TYPE', 'the content type cannot be read')
  const parameters = readMediaParameters(match[2] ?? '')
  if (!parameters) return refuse('MEDIA_TYPE', 'a parameter of the content type is given twice')
  const charset = parameters.get('charset')
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    return refuse('MEDIA_TYPE', 'the charset is not UTF-8')
  const fhirVersion = parameters.get('fhirversion')
  if (fhirVersion !== undefined && fhirVersion !== mimeVersions[version]) {
    return refuse('MEDIA_TYPE', `fhirVersion of the content type is not ${mimeVersions[version]}`)
  }
  switch (match[1]?.toLowerCase()) {
    case 'application/fhir+json':
    case 'application/json':
      return 'resource'
    case 'application/json-patch+json':
      return 'json-patch'
    case 'application/x-www-form-urlencoded':
      return 'form'
    default:
      return refuse('MEDIA_TYPE', 'the content type is not JSON')
  }
}

/**
 * Whether the caller takes JSON: `_format` wins over Accept (http.html#parameters).
 * Undefined when it does; the answer is always `application/fhir+json`.
 */
export function checkAcceptable(
  accept: string | undefined,
  format: string | undefined,
  version: FhirVersion,
): Refusal | undefined {
  // Empty, it is as if it were not given, like every parameter.
  if (format !== undefined && format.trim() !== '') {
    // Clients forget to encode the `+` of `fhir+json`, which then reads as a space; no media type has one.
    const name = format.split(';')[0]?.trim().toLowerCase().replace(' ', '+') ?? ''
    if (name === 'json' || jsonTypes.has(name)) return undefined
    return refuse('NOT_ACCEPTABLE', '_format asks for something other than JSON')
  }
  if (accept === undefined || accept.trim() === '') return undefined
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue
    const asked = parameters.find((parameter) => parameter.startsWith('fhirversion='))?.slice('fhirversion='.length)
    if (asked !== undefined && asked.replaceAll('"', '') !== mimeVersions[version]) continue
    if (name === '*/*' || name === 'application/*' || jsonTypes.has(name)) return undefined
  }
  return refuse('NOT_ACCEPTABLE', 'Accept has no JSON type')
}

/** RFC 7240 `Prefer`: the preferences FHIR defines; others may be ignored, so they are. */
export function readPrefer(text: string | undefined): Preferences | Refusal {
  if (text === undefined) return {}
  const prefer: { -readonly [name in keyof Preferences]: Preferences[name] } = {}
  const contradiction = refuse('HEADER_MALFORMED', 'Prefer contradicts itself')
  for (const part of text.split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=').map((piece) => piece.trim())
    switch (name.toLowerCase()) {
      case 'respond-async':
        prefer.respondAsync = true
        break
      case 'return':
        if (value !== 'minimal' && value !== 'representation' && value !== 'OperationOutcome') continue
        if ((prefer.return ?? value) !== value) return contradiction
        prefer.return = value
        break
      case 'handling':
        if (value !== 'strict' && value !== 'lenient') continue
        if ((prefer.handling ?? value) !== value) return contradiction
        prefer.handling = value
    }
  }
  return prefer
}

const entityTag = /^(?:W\/)?"[\x21\x23-\x7e]{0,128}"$/
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** The conditional headers (http.html#concurrency, #cread). A list of tags is refused: FHIR compares exactly one version. */
export function readPreconditions(header: HeaderLookup): Preconditions | Refusal {
  const ifMatch = header('if-match')
  if (ifMatch !== undefined && !entityTag.test(ifMatch))
    return refuse('HEADER_MALFORMED', 'If-Match is not one entity tag')
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*' && !entityTag.test(ifNoneMatch)) {
    return refuse('HEADER_MALFORMED', 'If-None-Match is neither one entity tag nor *')
  }
  const ifModifiedSince = header('if-modified-since')
  if (ifModifiedSince !== undefined && !httpDate.test(ifModifiedSince)) {
    return refuse('HEADER_MALFORMED', 'If-Modified-Since is not an HTTP date')
  }
  return {
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(ifModifiedSince !== undefined && { ifModifiedSince }),
  }
}

/** Headers that would change what is done after it was decided; no honest FHIR client needs them here. */
const steering = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-provenance',
  'x-security-context',
] as const

/** Refuses headers that ask for another method, or that write a further resource beside the body (provenance.html, binary.html#rest). */
export function checkSteeringHeaders(header: HeaderLookup): Refusal | undefined {
  const found = steering.find((name) => header(name) !== undefined)
  return found && refuse('HEADER_NOT_SUPPORTED', found)
}

function readMediaParameters(text: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (const part of text.split(';')) {
    const cut = part.indexOf('=')
    if (cut < 0) continue
    const name = part.slice(0, cut).trim().toLowerCase()
    if (parameters.has(name)) return undefined
    parameters.set(
      name,
      part
        .slice(cut + 1)
        .trim()
        .replaceAll('"', ''),
    )
  }
  return parameters
}
