import { isUtf8 } from 'node:buffer'
import { type JsonBody, readStrict } from '../json/strict.ts'
import { type Language, type Message, type MessageBody, memberOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import type { Place } from '../route.ts'

/**
 * The body of an entry: the very bytes of `entry.resource`. A JSON Patch travels as a Binary with the patch in base64
 * (http.html#jsonpatch-transaction) and is read strictly once unpacked.
 */
export function entryBody(
  resource: unknown,
  method: Message['method'],
  place: Place,
  bundle: JsonBody,
  language: Language,
): MessageBody | undefined | Refusal {
  if (resource === undefined) return undefined
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource))
    return refuse('ENTRY_MALFORMED', 'entry.resource is not a resource')
  if (method === 'GET' || method === 'DELETE') return refuse('BODY_NOT_ALLOWED', `a resource in a ${method} entry`)
  if (place.at === 'base' || place.at === 'metadata') return refuse('ENTRY_URL', 'a nested Bundle')
  const json = bodyOf(resource, bundle)
  if (method !== 'PATCH' || memberOf(resource, 'resourceType') !== 'Binary') return { form: 'resource', json }
  return unpackPatch(resource, language)
}

/** A part of a body as a body of its own. */
function bodyOf(node: object, whole: JsonBody): JsonBody {
  const [start, end] = whole.spanOf(node)
  return {
    bytes: whole.bytes.subarray(start, end),
    value: node,
    spanOf: (inner) => {
      const [from, to] = whole.spanOf(inner)
      return [from - start, to - start]
    },
  }
}

function unpackPatch(binary: object, language: Language): MessageBody | Refusal {
  const data = memberOf(binary, 'data')
  if (memberOf(binary, 'contentType') !== 'application/json-patch+json')
    return refuse('MEDIA_TYPE', 'a patch that is not JSON Patch')
  if (typeof data !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
    return refuse('BODY_MALFORMED', 'the patch is not base64')
  }
  const bytes = Buffer.from(data, 'base64')
  if (!isUtf8(bytes)) return refuse('BODY_MALFORMED', 'the patch is not UTF-8')
  const json = readStrict(bytes, { depth: language.limits.jsonDepth, top: 'array' })
  return isRefusal(json) ? json : { form: 'json-patch', json }
}
