import { isUtf8 } from 'node:buffer'
import { type Refusal, refuse } from '../refusal.ts'
import { literalEnd, NOT_FOUND, numberEnd, plainStringEnd, type Span, skipSpace } from './scan.ts'
import { readString } from './string.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const ARRAY_OPEN = 0x5b
const ARRAY_CLOSE = 0x5d
const OBJECT_OPEN = 0x7b
const OBJECT_CLOSE = 0x7d

/** A JSON document as it came: the bytes, which are what is forwarded, and the strict reading, which is what is decided on. */
export interface JsonBody {
  readonly bytes: Buffer
  /** Objects have no inherited members: `value.constructor` is undefined and `__proto__` is a name like others. */
  readonly value: unknown
  /** Where in `bytes` an object or array of `value` lies, brackets included. Throws a RangeError for a node that is not of this body. */
  spanOf(node: object): Span
}

export interface JsonLimits {
  /** How many objects and arrays may be open at once; the outermost counts as one. */
  readonly depth: number
  /** What the document must be: an object (default), or an array, as JSON Patch is (RFC 6902 §3). */
  readonly top?: 'object' | 'array'
}

type JsonObject = Record<string, unknown>

/** Makes objects without inherited members that, unlike `Object.create(null)`, the engine keeps as fast as literals. */
const BareObject = function BareObject() {} as unknown as new () => JsonObject
BareObject.prototype = Object.freeze(Object.create(null))

/**
 * Reads one JSON document (RFC 8259) strictly, in one pass without recursion. What two readers could read differently is refused.
 *
 * Beyond what `JSON.parse` refuses: bytes that are not UTF-8 or begin with a byte order mark (§8.1), a name twice in one object
 * compared after unescaping (§4), escapes of half a surrogate pair (§8.2), numbers that no double holds, of more than
 * 100 bytes or with an exponent of more than three digits (§6), a document that is not `limits.top`, nesting deeper than `limits.depth` (§9).
 *
 * @returns the body, or a refusal `BODY_MALFORMED`, `BODY_DUPLICATE_KEY` or `BODY_TOO_DEEP`; its detail names an offset, never content.
 */
export function readStrict(bytes: Buffer, limits: JsonLimits): JsonBody | Refusal {
  if (!isUtf8(bytes)) return refuse('BODY_MALFORMED', 'not UTF-8')
  // One character per byte, so that offsets are the same in both: names, plain strings and numbers are cut from here.
  const text = bytes.toString('latin1')
  const nodes: object[] = []
  const starts: number[] = []
  const ends: number[] = []
  const open: number[] = []
  let object: JsonObject | undefined
  let array: unknown[] | undefined
  let name = ''
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== (limits.top === 'array' ? ARRAY_OPEN : OBJECT_OPEN)) {
    return malformed(`not an ${limits.top ?? 'object'}`, at)
  }

  for (;;) {
    const byte = bytes[at]!
    let value: unknown
    let entered = false
    if (byte === QUOTE) {
      const end = plainStringEnd(bytes, at + 1)
      if (end !== NOT_FOUND) {
        value = text.slice(at + 1, end)
        at = end + 1
      } else {
        const string = readString(bytes, at + 1)
        if (string === undefined) return malformed('invalid string', at)
        value = string.text
        at = string.end + 1
      }
    } else if (byte === OBJECT_OPEN || byte === ARRAY_OPEN) {
      if (open.length >= limits.depth) return refuse('BODY_TOO_DEEP', `deeper than ${limits.depth} at byte ${at}`)
      entered = true
      value = byte === OBJECT_OPEN ? new BareObject() : []
      open.push(nodes.length)
      nodes.push(value as object)
      starts.push(at)
      ends.push(at)
      at++
    } else {
      const number = byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
      const end = number ? numberEnd(bytes, at) : literalEnd(bytes, at)
      if (end === NOT_FOUND) return malformed(number ? 'invalid number' : 'not a value', at)
      value = number ? Number(text.slice(at, end)) : byte === 0x6e ? null : byte === 0x74
      if (number && !Number.isFinite(value)) return malformed('number out of range', at)
      at = end
    }

    if (array !== undefined) array.push(value)
    else if (object !== undefined) object[name] = value
    if (entered) {
      array = byte === ARRAY_OPEN ? (value as unknown[]) : undefined
      object = byte === OBJECT_OPEN ? (value as JsonObject) : undefined
    }

    // After a value: close what ends here, then go on to the next member or element.
    for (;;) {
      at = skipSpace(bytes, at)
      const next = bytes[at]
      if (next === (array !== undefined ? ARRAY_CLOSE : OBJECT_CLOSE)) {
        at++
        ends[open.pop()!] = at
        entered = false
        if (open.length === 0) return finish()
        const parent = nodes[open.at(-1)!]!
        array = Array.isArray(parent) ? parent : undefined
        object = array === undefined ? (parent as JsonObject) : undefined
        continue
      }
      if (!entered) {
        if (next !== COMMA) return malformed('expected a comma or the end', at)
        at = skipSpace(bytes, at + 1)
      }
      break
    }
    if (object === undefined) continue

    if (bytes[at] !== QUOTE) return malformed('expected a name', at)
    const end = plainStringEnd(bytes, at + 1)
    if (end !== NOT_FOUND) {
      name = text.slice(at + 1, end)
      at = end + 1
    } else {
      const string = readString(bytes, at + 1)
      if (string === undefined) return malformed('invalid name', at)
      name = string.text
      at = string.end + 1
    }
    if (object[name] !== undefined)
      return refuse('BODY_DUPLICATE_KEY', `a name occurs twice in an object, again at byte ${at}`)
    at = skipSpace(bytes, at)
    if (bytes[at] !== COLON) return malformed('expected a colon', at)
    at = skipSpace(bytes, at + 1)
  }

  function finish(): JsonBody | Refusal {
    const rest = skipSpace(bytes, at)
    if (rest !== bytes.length) return malformed('bytes after the document', rest)
    return { bytes, value: nodes[0], spanOf: spansOf(nodes, starts, ends) }
  }
}

function malformed(what: string, at: number): Refusal {
  return refuse('BODY_MALFORMED', `${what} at byte ${at}`)
}

/** Most bodies are never asked for a span, so the table is made at the first question. */
function spansOf(nodes: readonly object[], starts: readonly number[], ends: readonly number[]): JsonBody['spanOf'] {
  let indexes: Map<object, number> | undefined
  return (node) => {
    indexes ??= new Map(nodes.map((each, index) => [each, index]))
    const index = indexes.get(node)
    if (index === undefined) throw new RangeError('not a node of this body')
    return [starts[index]!, ends[index]!]
  }
}
