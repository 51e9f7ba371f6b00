import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** Where the hostility is. */
export type Kind = 'path' | 'query' | 'entry url' | 'header' | 'body'

/** One hostile request, as it goes over the wire; its target is relative to the FHIR base. */
export interface Hostile {
  readonly kind: Kind
  /** What a test calls it: the spelling itself. */
  readonly name: string
  readonly method: string
  readonly target: string
  /** In order, repeated ones too. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: Buffer
  /** The url of the only entry of the batch that `body` is. */
  readonly entryUrl?: string
}

const JSON_TYPE = ['Content-Type', 'application/fhir+json'] as const

/** Every hostile spelling of `test/corpus/`. */
export function loadCorpus(): readonly Hostile[] {
  return [
    ...linesOf('paths.txt').map((target) => simple('path', 'GET', target)),
    ...linesOf('queries.txt').map((target) => simple('query', 'GET', target)),
    ...linesOf('entry-urls.txt').flatMap((url) => [entry('GET', url), entry('DELETE', url)]),
    ...rowsOf('headers.yaml').map(withHeaders),
    ...rowsOf('bodies.yaml').map(withBody),
  ]
}

/** Lines as they stand, without comments; a line in quotation marks is a JSON string, for what a line cannot hold. */
function linesOf(file: string): readonly string[] {
  const lines = textOf(file).split('\n').slice(0, -1)
  return lines.filter((line) => !line.startsWith('# ')).map((line) => (line.startsWith('"') ? JSON.parse(line) : line))
}

interface Row {
  readonly request: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly type?: string
  readonly body?: string
  readonly base64?: string
}

function rowsOf(file: string): readonly Row[] {
  return parse(textOf(file)) as readonly Row[]
}

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}

function simple(kind: Kind, method: string, target: string): Hostile {
  return { kind, name: `${method} ${target}`, method, target, headers: [] }
}

function entry(method: string, url: string): Hostile {
  const bundle = { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method, url } }] }
  const body = Buffer.from(JSON.stringify(bundle))
  return {
    kind: 'entry url',
    name: `${method} ${url}`,
    method: 'POST',
    target: '/',
    headers: [JSON_TYPE],
    body,
    entryUrl: url,
  }
}

function withHeaders({ request, headers = [], body }: Row): Hostile {
  const [method = '', target = ''] = request.split(' ')
  const name = `${request} with ${headers.map((pair) => pair.join(': ')).join(', ')}`
  if (body === undefined) return { kind: 'header', name, method, target, headers }
  return { kind: 'header', name, method, target, headers: [JSON_TYPE, ...headers], body: Buffer.from(body) }
}

function withBody({ request, type, body, base64 }: Row): Hostile {
  const [method = '', target = ''] = request.split(' ')
  const headers = type === undefined ? [] : ([['Content-Type', type]] as const)
  const bytes = base64 === undefined ? Buffer.from(body ?? '') : Buffer.from(base64, 'base64')
  return { kind: 'body', name: `${request} ${type}: ${body ?? base64}`, method, target, headers, body: bytes }
}
