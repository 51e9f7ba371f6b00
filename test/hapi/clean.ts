import { expect } from 'vitest'

/** Every header that an answer may have. The server behind sends others; none of them may come through. */
const known = new Set([
  ...['allow', 'cache-control', 'connection', 'content-length', 'content-type', 'date', 'etag', 'keep-alive'],
  ...['last-modified', 'location', 'retry-after', 'transfer-encoding', 'vary', 'www-authenticate'],
  ...['content-security-policy', 'x-content-type-options', 'x-intermediary', 'x-request-id'],
])

/** What the server behind could be known by. `$validate` alone may give diagnostics: they are what it was asked for. */
const traces = /hapi|_getpages|x-powered-by|stacktrace|RestServer/i

/** Letters that stand by chance: our sealed cursors, and the request that HAPI notes for each version. Any word may be in them. */
const random = /_page=[\w-]+|"source":"#\w+"/g

/** Where callers get their tokens, as the CapabilityStatement tells them: addresses that are not ours, and should not be. */
const oauthUris = /"valueUri":"[^"]*"/g

/** What is never a resource of the record, so that it may come without a scope for its type. */
const envelopes = new Set(['Bundle', 'OperationOutcome', 'Parameters', 'CapabilityStatement'])

export interface Clean {
  readonly base: string
  readonly upstream: string
  readonly told: (type: string) => boolean
  readonly path: string
}

interface Heard {
  readonly headers: Headers
  readonly text: string
}

/**
 * Holds any answer to what holds for all: no header, word, address or diagnostics of the server behind; links below
 * the public base; no resource, and no deletion, of a type that the caller's scopes do not name.
 */
export function expectClean({ headers, text }: Heard, { base, upstream, told, path }: Clean): void {
  const head = [...headers].map(([name, value]) => `${name}: ${value}`)
  expect([...headers.keys()].filter((name) => !known.has(name))).toEqual([])
  for (const part of [...head, text]) {
    expect(part.replace(random, '')).not.toMatch(traces)
    expect(part).not.toContain(new URL(upstream).host)
  }
  if (!path.includes('$validate')) expect(text).not.toContain('diagnostics')
  const addressed = path.includes('metadata') ? text.replace(oauthUris, '') : text
  const addresses = [...addressed.matchAll(/"(https?:\/\/(?:127\.0\.0\.1|localhost)[^"]*)"/g)].map(
    ([, url]) => url as string,
  )
  const location = headers.get('location')
  if (location !== null) addresses.push(location)
  expect(addresses.filter((url) => url !== base && !url.startsWith(`${base}/`) && !url.startsWith(`${base}?`))).toEqual(
    [],
  )
  if (text !== '') expect([...typesIn(JSON.parse(text))].filter((type) => !told(type))).toEqual([])
}

/** Whether scopes such as `user/Observation.rs` tell of a type at all. */
export function typesToldBy(scope: string): (type: string) => boolean {
  const told = scope.split(' ').flatMap((each) => {
    const [, type, letters] = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.([cruds]+|read|\*)(?:\?|$)/.exec(each) ?? []
    return type !== undefined && /[rs*]/.test(letters as string) ? [type] : []
  })
  return (type) => envelopes.has(type) || told.includes('*') || told.includes(type)
}

/** The types of all resources anywhere in a body, and of deletions in a history. */
function* typesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  const { resourceType, request } = value as { resourceType?: string; request?: { url?: string } }
  if (typeof resourceType === 'string') yield resourceType
  const named = /^([A-Z][A-Za-z]+)\//.exec(request?.url ?? '')?.[1]
  if (named !== undefined) yield named
  for (const inner of Object.values(value)) yield* typesIn(inner)
}
