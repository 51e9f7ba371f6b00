import { areBytesAt } from './compare.ts'
import { NOT_FOUND, plainStringEnd, type Span } from './scan.ts'
import { decodeString } from './string.ts'

const QUOTE = 0x22

/** FHIR's member names are few and come again in every resource: each is made a string once. Bounded, whatever comes. */
const SLOTS = 1024
const MAX_KEPT_LENGTH = 48
const kept: (Kept | undefined)[] = new Array(SLOTS)

interface Kept {
  readonly name: string
  readonly bytes: Buffer
}

/** The unescaped name between the quotes at `start - 1` and `end`, as `stringEnd` found them; `undefined` if it has half a surrogate pair. */
export function nameOf(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start
  if (length === 0 || length > MAX_KEPT_LENGTH) return decodeString(bytes, start, end)
  const slot = (bytes[start]! * 7 + bytes[end - 1]! * 31 + bytes[start + (length >> 1)]! * 113 + length * 13) % SLOTS
  const known = kept[slot]
  if (known?.bytes.length === length && areBytesAt(known.bytes, bytes, start)) return known.name
  if (plainStringEnd(bytes, start) === NOT_FOUND) return decodeString(bytes, start, end)
  const name = bytes.toString('latin1', start, end)
  kept[slot] = { name, bytes: Buffer.from(name) }
  return name
}

/** The same for a value that was scanned; `undefined` if it is no string, or has half a surrogate pair. */
export function nameAt(bytes: Buffer, [start, end]: Span): string | undefined {
  return bytes[start] === QUOTE ? nameOf(bytes, start + 1, end - 1) : undefined
}

/**
 * The bytes of a plain name between quotes, by which a member is looked for. Bytes are compared with bytes: where a library has
 * derived a class from String, as that of Redis does, asking a string for its characters takes five times as long.
 */
export function quoted(name: string): Buffer {
  let bytes = asked.get(name)
  if (bytes === undefined) {
    bytes = Buffer.from(`"${name}"`)
    if (asked.size < MOST_ASKED) asked.set(name, bytes)
  }
  return bytes
}

/** Names that the gateway asks for: of its own, and of what a policy names. */
const asked = new Map<string, Buffer>()
const MOST_ASKED = 4096
