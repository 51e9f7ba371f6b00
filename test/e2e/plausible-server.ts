import { internalsMarker } from '../../demo/fhir-server/message.ts'
import type { ReceivedRequest, Reply } from '../fixtures/recording-upstream.ts'

/** Headers that a server gives away, and that no caller may see. */
export const talkative = {
  server: `Jetty ${internalsMarker}`,
  'x-powered-by': internalsMarker,
  'set-cookie': `JSESSIONID=${internalsMarker}`,
  'www-authenticate': `Basic realm="${internalsMarker}"`,
  via: `1.1 ${internalsMarker}`,
}

/** Answers every FHIR request with success, as simply as a server could, and talks of itself in its headers. */
export function plausible(request: ReceivedRequest): Reply {
  const [path = ''] = request.target.replace(/^\/fhir\/?/, '').split('?')
  const [type = '', id = '', ...rest] = path.split('/')
  if (path === 'metadata') return json({ resourceType: 'CapabilityStatement', status: 'active' })
  if (path === '' && request.method === 'POST') return json(bundleAnswer(request.body))
  if (request.method === 'DELETE') return { status: 204, headers: talkative }
  if (path.includes('$')) return operationAnswer(path)
  if (path.endsWith('_history')) return json(emptyBundle('history'))
  const addressesMany = path === '' || id === '' || rest.length === 1
  if (path.endsWith('_search') || (request.method === 'GET' && addressesMany)) return json(emptyBundle('searchset'))
  return resourceAnswer(request, type, id)
}

function resourceAnswer({ method, body }: ReceivedRequest, type: string, id: string): Reply {
  const version = { ...talkative, etag: 'W/"1"' }
  if (method === 'GET') return json({ resourceType: type, id }, 200, version)
  if (method === 'PATCH') return json({ resourceType: type, id: id || 'found' }, 200, version)
  const written = { ...(JSON.parse(body.toString()) as object), id: id || 'made' }
  const location = `http://${internalsMarker}/fhir/${type}/${id || 'made'}/_history/1`
  return json(written, method === 'POST' ? 201 : 200, { ...version, location })
}

/** What an operation answers with, unless it is Parameters. */
const answerTypes: Readonly<Record<string, string>> = {
  find: 'List',
  validate: 'OperationOutcome',
  submit: 'ClaimResponse',
}

function operationAnswer(path: string): Reply {
  const name = path.slice(path.indexOf('$') + 1)
  if (/^(everything|lastn|match|docref)$/.test(name)) return json(emptyBundle('searchset'))
  return json({ resourceType: answerTypes[name] ?? 'Parameters' })
}

function bundleAnswer(body: Buffer): object {
  const { type, entry = [] } = JSON.parse(body.toString()) as { type: string; entry?: readonly unknown[] }
  const response = { status: '204 No Content' }
  return { resourceType: 'Bundle', type: `${type}-response`, entry: entry.map(() => ({ response })) }
}

function emptyBundle(type: string): object {
  return { resourceType: 'Bundle', type, total: 0 }
}

function json(body: object, status = 200, headers: Readonly<Record<string, string>> = talkative): Reply {
  return { status, headers: { 'content-type': 'application/fhir+json', ...headers }, body: JSON.stringify(body) }
}
