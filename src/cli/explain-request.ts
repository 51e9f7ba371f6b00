import type { ExplainedRequest } from '../explain/judge.ts'
import type { ExplainParts } from '../explain/parts.ts'
import { FORM, mediaTypeFor, readRequestLine } from '../explain/request-line.ts'
import { type Fault, isFault, readNamed } from './explain-files.ts'

/** The options that say what is requested. */
export interface RequestOptions {
  readonly request: string
  readonly header: readonly string[]
  readonly body: string | undefined
}

const headerForm = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e\t]*)$/

/**
 * Makes the request that the options describe. A body without a Content-Type gets the one that its place asks for, and a
 * form loses the line break that editors put at its end.
 */
export function readRequest(options: RequestOptions, parts: ExplainParts): ExplainedRequest | Fault {
  const line = readRequestLine(options.request, parts)
  if (line === undefined)
    return { fault: "--request must be a method and a target, such as 'GET /Observation?patient=1'" }
  const headers = readHeaders(options.header)
  if (isFault(headers)) return headers
  if (options.body === undefined) return { ...line, rawHeaders: headers, body: undefined }
  const bytes = readNamed(options.body)
  if (isFault(bytes)) return bytes
  const stated = headers.find((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-type')
  const rawHeaders = stated ? headers : [...headers, 'Content-Type', mediaTypeFor(line, bytes)]
  const isForm = rawHeaders.some((value, at) => at % 2 === 1 && value.startsWith(FORM))
  return { ...line, rawHeaders, body: isForm ? withoutLastBreak(bytes) : bytes }
}

function readHeaders(given: readonly string[]): readonly string[] | Fault {
  const headers: string[] = []
  for (const line of given) {
    const [, name, value] = headerForm.exec(line) ?? []
    if (name === undefined || value === undefined)
      return { fault: "--header must be a name and a value, such as 'Prefer: return=minimal'" }
    headers.push(name, value.trimEnd())
  }
  return headers
}

function withoutLastBreak(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return Buffer.from(text.replace(/\r?\n$/, ''), 'latin1')
}
