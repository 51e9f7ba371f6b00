import { CUT_SHORT, literalEnd, NOT_FOUND, numberEnd, skipSpace, stringEnd } from './scan.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const ARRAY_OPEN = 0x5b
const ARRAY_CLOSE = 0x5d
const OBJECT_OPEN = 0x7b
const OBJECT_CLOSE = 0x7d

/** What a scan answers when more objects and arrays are open at once than allowed. */
export const TOO_DEEP = -3

/**
 * The offset after the JSON value at `at`, checked against the whole grammar of RFC 8259 but for repeated names, with nothing built.
 * Calls itself for what is nested, at most `depth` times.
 *
 * @param depth how many objects and arrays may be open at once.
 * @returns `NOT_FOUND` if it is not a value, `CUT_SHORT` if the bytes end before it does (a number at the very end may go on), `TOO_DEEP`.
 */
export function valueEnd(bytes: Uint8Array, at: number, depth: number): number {
  switch (bytes[at]) {
    case QUOTE: {
      const end = stringEnd(bytes, at + 1)
      return end < 0 ? end : end + 1
    }
    case OBJECT_OPEN:
      return depth > 0 ? objectEnd(bytes, at, depth) : TOO_DEEP
    case ARRAY_OPEN:
      return depth > 0 ? arrayEnd(bytes, at, depth) : TOO_DEEP
    default:
      return scalarEnd(bytes, at)
  }
}

function objectEnd(bytes: Uint8Array, start: number, depth: number): number {
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === OBJECT_CLOSE) return at + 1
  for (;;) {
    at = memberValue(bytes, at)
    if (at < 0) return at
    at = valueEnd(bytes, at, depth - 1)
    if (at < 0) return at
    at = skipSpace(bytes, at)
    if (bytes[at] === OBJECT_CLOSE) return at + 1
    if (bytes[at] !== COMMA) return unexpected(bytes, at)
    at = skipSpace(bytes, at + 1)
  }
}

function arrayEnd(bytes: Uint8Array, start: number, depth: number): number {
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === ARRAY_CLOSE) return at + 1
  for (;;) {
    at = valueEnd(bytes, at, depth - 1)
    if (at < 0) return at
    at = skipSpace(bytes, at)
    if (bytes[at] === ARRAY_CLOSE) return at + 1
    if (bytes[at] !== COMMA) return unexpected(bytes, at)
    at = skipSpace(bytes, at + 1)
  }
}

/** The offset of the value of the member whose name's opening quote is at `at`, past the colon. */
function memberValue(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return unexpected(bytes, at)
  const nameEnd = stringEnd(bytes, at + 1)
  return nameEnd < 0 ? nameEnd : pastColon(bytes, nameEnd + 1)
}

/** The offset of a member's value, where `at` is the offset after its name. */
export function pastColon(bytes: Uint8Array, at: number): number {
  const colon = skipSpace(bytes, at)
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : unexpected(bytes, colon)
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) return CUT_SHORT
  const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
  const end = isNumber ? numberEnd(bytes, at) : literalEnd(bytes, at)
  if (end === NOT_FOUND) return mayGoOn(bytes, at) ? CUT_SHORT : end
  return isNumber && end === bytes.length ? CUT_SHORT : end
}

/** Whether what follows from `at` to the end of the bytes may be the beginning of a number or literal. */
function mayGoOn(bytes: Uint8Array, at: number): boolean {
  return (
    bytes.length - at < 100 &&
    /^(?:[-+.eE0-9]*|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(String.fromCharCode(...bytes.subarray(at)))
  )
}

/** What a byte other than the expected one means: an error, or that it has not come yet. */
export function unexpected(bytes: Uint8Array, at: number): number {
  return at < bytes.length ? NOT_FOUND : CUT_SHORT
}
