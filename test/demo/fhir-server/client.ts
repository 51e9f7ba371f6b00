import { sampleData } from '../../../demo/data/sample-data.ts'
import type { FhirServer, FhirServerOptions } from '../../../demo/fhir-server/start.ts'
import { startFhirServer } from '../../../demo/fhir-server/start.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes
  readonly json: any
}

export interface TestServer extends FhirServer {
  /** `GET Patient/p01`, with a JSON body when given one. */
  call(request: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
}

export async function startWithSample(options: FhirServerOptions = {}): Promise<TestServer> {
  const server = await startFhirServer({ data: sampleData(options.version), ...options })
  return { ...server, call: (request, body, headers) => call(server.url, request, body, headers) }
}

async function call(
  url: string,
  request: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const cut = request.indexOf(' ')
  const path = request.slice(cut + 1)
  const target = path.startsWith('http') ? path : `${url}${path === '' || path.startsWith('?') ? '' : '/'}${path}`
  const content = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method: request.slice(0, cut), redirect: 'manual' } as const
  const typed = { 'content-type': 'application/fhir+json', ...headers }
  const response = await fetch(
    target,
    body === undefined ? { ...init, headers } : { ...init, headers: typed, body: content! },
  )
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  }
}

/** `Type/id` of every entry, matches before the rest, each group in order. */
export function found(bundle: { entry?: readonly { resource: { resourceType: string; id: string } }[] }): string[] {
  return (bundle.entry ?? []).map(({ resource }) => `${resource.resourceType}/${resource.id}`)
}

export function ofMode(
  bundle: { entry?: readonly { search: { mode: string }; resource: never }[] },
  mode: string,
): string[] {
  return found({ entry: (bundle.entry ?? []).filter(({ search }) => search.mode === mode) })
}

export function linkOf(
  bundle: { link: readonly { relation: string; url: string }[] },
  relation: string,
): string | undefined {
  return bundle.link.find((link) => link.relation === relation)?.url
}
