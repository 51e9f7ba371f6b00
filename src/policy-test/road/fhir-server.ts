import type { UpstreamClient } from '../../upstream/client.ts'
import type { UpstreamRequest } from '../../upstream/message.ts'
import type { StreamedResponse } from '../../upstream/send.ts'
import { changed, found, notThere, opened, type ServerAnswer, type StoredResource } from './server-answers.ts'

type Asked = Pick<UpstreamRequest, 'method' | 'path' | 'body'>

/**
 * A FHIR server that has these resources and nothing else, and finds all of them with every search: what a search would
 * find is not read here. What is written is answered and not kept.
 */
export function fhirServer(stored: readonly StoredResource[]): Pick<UpstreamClient, 'send'> {
  return { send: async (request) => responseOf(answer(request, stored)) }
}

function answer(asked: Asked, stored: readonly StoredResource[]): ServerAnswer {
  const { method } = asked
  const segments = asked.path.split('/')
  const last = segments.at(-1) ?? ''
  if (asked.path === '') return method === 'POST' ? bundle(asked, stored) : found(stored, undefined)
  if (last.startsWith('$')) return operation(last, segments[0], stored)
  if (segments.includes('_history')) {
    return last === '_history' ? found(stored, segments[0], 'history') : instance(segments, stored)
  }
  if (method === 'GET') return segments.length === 2 ? instance(segments, stored) : found(stored, last)
  if (last === '_search') return found(stored, segments.at(-2))
  if (method === 'DELETE') return { status: 204 }
  if (method !== 'PATCH') return changed(method, segments, asked.body)
  return segments.length === 2 ? instance(segments, stored) : (stored.map(opened)[0] ?? notThere)
}

function instance([type, id]: readonly string[], stored: readonly StoredResource[]): ServerAnswer {
  const resource = stored.find((each) => each.resourceType === type && each.id === id)
  return resource ? opened(resource) : notThere
}

const listing = new Set(['$everything', '$lastn', '$match', '$docref'])

function operation(name: string, type: string | undefined, stored: readonly StoredResource[]): ServerAnswer {
  if (listing.has(name)) return found(stored, name === '$lastn' ? type : undefined)
  return stored.map(opened)[0] ?? { status: 200, resource: { resourceType: 'Parameters' } }
}

interface EntryRequest {
  readonly resource?: unknown
  readonly request: { readonly method: UpstreamRequest['method']; readonly url: string }
}

/** Each entry as if it were asked for alone (http.html#transaction). */
function bundle({ body }: Asked, stored: readonly StoredResource[]): ServerAnswer {
  const { type, entry } = JSON.parse(String(body)) as { type: string; entry: readonly EntryRequest[] }
  const answers = entry.map(({ resource, request: { method, url } }) => {
    const path = url.split('?', 1)[0] ?? ''
    return answer({ method, path, body: Buffer.from(JSON.stringify(resource ?? null)) }, stored)
  })
  const entries = answers.map(({ status, resource, headers = {} }) => ({
    ...(resource !== undefined && { resource }),
    response: { status: String(status), ...headers },
  }))
  return { status: 200, resource: { resourceType: 'Bundle', type: `${type}-response`, entry: entries } }
}

function responseOf({ status, resource, headers = {} }: ServerAnswer): StreamedResponse {
  const bytes = Buffer.from(resource === undefined ? '' : JSON.stringify(resource))
  const type = { 'content-type': 'application/fhir+json', 'content-length': String(bytes.length) }
  return {
    status,
    headers: { ...type, ...headers },
    body: {
      async *[Symbol.asyncIterator]() {
        yield bytes
      },
      whole: async (limit) => (bytes.length > limit ? 'too-large' : bytes),
      destroy() {},
    },
  }
}
