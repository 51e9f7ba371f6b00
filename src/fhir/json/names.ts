import { isTextAt } from './compare.ts'
import { NOT_FOUND, plainStringEnd, type Span } from './scan.ts'
import { decodeString } from './string.ts'

const QUOTE = 0x22

/** FHIR's member names are few and come again in every resource: each is made a string once. Bounded, whatever comes. */
const SLOTS = 1024
const MAX_KEPT_LENGTH = 48
const kept: (string | undefined)[] = new Array(SLOTS)

/** The unescaped name between the quotes at `start - 1` and `end`, as `stringEnd` found them; `undefined` if it has half a surrogate pair. */
export function nameOf(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start
  if (length === 0 || length > MAX_KEPT_LENGTH) return decodeString(bytes, start, end)
  const slot = (bytes[start]! * 7 + bytes[end - 1]! * 31 + bytes[start + (length >> 1)]! * 113 + length * 13) % SLOTS
  const known = kept[slot]
  if (known?.length === length && isTextAt(known, bytes, start)) return known
  if (plainStringEnd(bytes, start) === NOT_FOUND) return decodeString(bytes, start, end)
  const name = bytes.toString('latin1', start, end)
  kept[slot] = name
  return name
}

/** The same for a value that was scanned; `undefined` if it is no string, or has half a surrogate pair. */
export function nameAt(bytes: Buffer, [start, end]: Span): string | undefined {
  return bytes[start] === QUOTE ? nameOf(bytes, start + 1, end - 1) : undefined
}
