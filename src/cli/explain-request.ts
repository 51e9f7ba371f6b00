import type { ExplainedRequest } from '../explain/judge.ts'
import type { ExplainParts } from '../explain/parts.ts'
import { type Fault, isFault, readNamed } from './explain-files.ts'

/** The options that say what is requested. */
export interface RequestOptions {
  readonly request: string
  readonly header: readonly string[]
  readonly body: string | undefined
}

const FORM = 'application/x-www-form-urlencoded'
const headerForm = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e\t]*)$/

/**
 * Makes the request that the options describe. A body without a Content-Type gets the one that its place asks for, and a
 * form loses the line break that editors put at its end.
 */
export function readRequest(options: RequestOptions, parts: ExplainParts): ExplainedRequest | Fault {
  const [, method, given] = /^(\S+) +(.+)$/s.exec(options.request) ?? []
  if (method === undefined || given === undefined) {
    return { fault: "--request is a method and a target, such as 'GET /Observation?patient=1'" }
  }
  const headers = readHeaders(options.header)
  if (isFault(headers)) return headers
  const target = targetOf(given.replace(/ HTTP\/1\.[01]$/, ''), parts)
  if (options.body === undefined) return { method, target, rawHeaders: headers, body: undefined }
  const bytes = readNamed(options.body)
  if (isFault(bytes)) return bytes
  const stated = headers.find((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type')
  const rawHeaders = stated ? headers : [...headers, 'Content-Type', mediaType(method, target, bytes)]
  const isForm = rawHeaders.some((value, at) => at % 2 === 1 && value.startsWith(FORM))
  return { method, target, rawHeaders, body: isForm ? withoutLastBreak(bytes) : bytes }
}

/** The target from the root of the server: one below the public URL or the mount path is that already. */
function targetOf(given: string, { base, mount }: ExplainParts): string {
  const path =
    given.startsWith(`${base}/`) || given.startsWith(`${base}?`) ? given.slice(new URL(base).origin.length) : given
  const prefix = mount.map((part) => `/${part}`).join('')
  const isBelow = path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`)
  return isBelow || !/^[/?]/.test(path) ? path : `${prefix}${path}`
}

function readHeaders(given: readonly string[]): readonly string[] | Fault {
  const headers: string[] = []
  for (const line of given) {
    const [, name, value] = headerForm.exec(line) ?? []
    if (name === undefined || value === undefined)
      return { fault: "--header is a name and a value, such as 'Prefer: return=minimal'" }
    headers.push(name, value.trimEnd())
  }
  return headers
}

function mediaType(method: string, target: string, body: Buffer): string {
  if (/\/_search\/?(?:\?|$)/.test(target)) return FORM
  const isList = /^\s*\[/.test(body.subarray(0, 1024).toString('latin1'))
  return method === 'PATCH' && isList ? 'application/json-patch+json' : 'application/fhir+json'
}

function withoutLastBreak(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return Buffer.from(text.replace(/\r?\n$/, ''), 'latin1')
}
