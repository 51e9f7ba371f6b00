/** A request of which there is no doubt where it begins and ends, nor what it says (RFC 9112). */
export interface StrictMessage {
  readonly method: string
  readonly target: string
  readonly version: string
  /** Names in lower case, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** RFC 9112 §3: a target holds no space, so several around it are no doubt. */
const REQUEST_LINE = /^([A-Z]+) +([\x21-\x7e]+) +(HTTP\/\d\.\d)$/
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e\x80-\xff\t]*?)[ \t]*$/
const CHUNK_SIZE = /^([0-9a-fA-F]{1,8})[ \t]*(?:;[\x20-\x7e\x80-\xff\t]*)?$/
const CRLF = '\r\n'

/**
 * The requests that stand in the bytes of one connection, up to the first place where two readers could go on in different
 * ways: anything beyond is in doubt, and whoever acts on it might be acting on another's words. Latin-1.
 */
export function readStrictly(bytes: string): readonly StrictMessage[] {
  const messages: StrictMessage[] = []
  for (let at = 0; at < bytes.length; ) {
    const read = readOne(bytes, at)
    if (read === undefined) break
    messages.push(read.message)
    at = read.end
  }
  return messages
}

function readOne(bytes: string, start: number): { message: StrictMessage; end: number } | undefined {
  // RFC 9112 §2.2: empty lines before the request line are skipped; whoever ends them, no message can begin in them.
  let from = start
  while (bytes[from] === '\r' || bytes[from] === '\n') from++
  const end = bytes.indexOf(CRLF + CRLF, from)
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.slice(from, end).split(CRLF)
  const requestLine = REQUEST_LINE.exec(first)
  const fields = lines.map((line) => FIELD.exec(line))
  if (requestLine === null || fields.some((field) => field === null)) return undefined
  const headers = fields.map((field) => [field![1]!.toLowerCase(), field![2]!] as const)
  const content = readContent(bytes, end + 4, headers)
  if (content === undefined) return undefined
  const [, method = '', target = '', version = ''] = requestLine
  return { message: { method, target, version, headers, body: content.body }, end: content.end }
}

function readContent(bytes: string, at: number, headers: StrictMessage['headers']) {
  const lengths = headers.filter(([name]) => name === 'content-length')
  const codings = headers.filter(([name]) => name === 'transfer-encoding')
  if (lengths.length + codings.length === 0) return { body: '', end: at }
  if (lengths.length + codings.length > 1) return undefined
  if (codings.length > 0) return codings[0]![1].toLowerCase() === 'chunked' ? readChunks(bytes, at) : undefined
  const length = lengths[0]![1]
  if (!/^\d{1,9}$/.test(length) || bytes.length < at + Number(length)) return undefined
  return { body: bytes.slice(at, at + Number(length)), end: at + Number(length) }
}

function readChunks(bytes: string, start: number): { body: string; end: number } | undefined {
  let body = ''
  for (let at = start; ; ) {
    const line = bytes.indexOf(CRLF, at)
    const size = line < 0 ? null : CHUNK_SIZE.exec(bytes.slice(at, line))
    if (size === null) return undefined
    const length = Number.parseInt(size[1]!, 16)
    const from = line + 2
    if (length === 0) return readTrailers(bytes, from, body)
    if (bytes.length < from + length + 2 || !bytes.startsWith(CRLF, from + length)) return undefined
    body += bytes.slice(from, from + length)
    at = from + length + 2
  }
}

function readTrailers(bytes: string, start: number, body: string): { body: string; end: number } | undefined {
  for (let at = start; ; ) {
    const line = bytes.indexOf(CRLF, at)
    if (line < 0) return undefined
    if (line === at) return { body, end: at + 2 }
    if (!FIELD.test(bytes.slice(at, line))) return undefined
    at = line + 2
  }
}
