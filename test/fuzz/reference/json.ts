const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?(\d+))?)|(true|false|null))/y
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A second, slow reader of strict JSON, by tokens and recursion: what `src/fhir/json/strict.ts` says that it takes, and
 * nothing else. Undefined = refused.
 */
export function readSlowly(
  bytes: Buffer,
  depth: number,
  top: '{' | '[' = '{',
): { readonly value: unknown } | undefined {
  try {
    const read = readerOf(decoder.decode(bytes))
    const first = read.next()
    if (first !== top) return undefined
    const value = valueFrom(first, read, depth)
    return read.isAtEnd() ? { value } : undefined
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined
    throw error
  }
}

class Refused extends Error {}

interface Reader {
  next(): string
  isAtEnd(): boolean
}

function readerOf(text: string): Reader {
  let at = 0
  return {
    next() {
      TOKEN.lastIndex = at
      const found = TOKEN.exec(text)
      if (found === null) throw new Refused()
      at = TOKEN.lastIndex
      const [, mark, string, number, exponent = '', word] = found
      if (number !== undefined && (number.length > 100 || exponent.length > 3 || !Number.isFinite(Number(number))))
        throw new Refused()
      return (mark ?? string ?? number ?? word)!
    },
    isAtEnd: () => /^[ \t\r\n]*$/.test(text.slice(at)),
  }
}

function valueFrom(token: string, read: Reader, depth: number): unknown {
  if (token === '{' || token === '[') {
    if (depth < 1) throw new Refused()
    return token === '{' ? membersFrom(read, depth) : itemsFrom(read, depth)
  }
  if (/^[}\],:]$/.test(token)) throw new Refused()
  const value: unknown = JSON.parse(token)
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) throw new Refused()
  return value
}

function itemsFrom(read: Reader, depth: number): unknown[] {
  const items: unknown[] = []
  let token = read.next()
  if (token === ']') return items
  for (;;) {
    items.push(valueFrom(token, read, depth - 1))
    const after = read.next()
    if (after === ']') return items
    if (after !== ',') throw new Refused()
    token = read.next()
  }
}

function membersFrom(read: Reader, depth: number): Record<string, unknown> {
  const members = Object.create(null) as Record<string, unknown>
  let token = read.next()
  if (token === '}') return members
  for (;;) {
    const name = token.startsWith('"') ? (valueFrom(token, read, 0) as string) : undefined
    if (name === undefined || Object.hasOwn(members, name) || read.next() !== ':') throw new Refused()
    members[name] = valueFrom(read.next(), read, depth - 1)
    const after = read.next()
    if (after === '}') return members
    if (after !== ',') throw new Refused()
    token = read.next()
  }
}
