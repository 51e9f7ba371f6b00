import * as scan from './scan.ts'

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
    case scan.QUOTE: {
      const end = scan.stringEnd(bytes, at + 1)
      return end < 0 ? end : end + 1
    }
    case scan.OBJECT_OPEN:
      return depth > 0 ? objectEnd(bytes, at, depth) : TOO_DEEP
    case scan.ARRAY_OPEN:
      return depth > 0 ? arrayEnd(bytes, at, depth) : TOO_DEEP
    default:
      return scalarEnd(bytes, at)
  }
}

function objectEnd(bytes: Uint8Array, start: number, depth: number): number {
  let at = scan.skipSpace(bytes, start + 1)
  if (bytes[at] === scan.OBJECT_CLOSE) return at + 1
  for (;;) {
    at = memberValue(bytes, at)
    if (at < 0) return at
    at = valueEnd(bytes, at, depth - 1)
    if (at < 0) return at
    at = scan.skipSpace(bytes, at)
    if (bytes[at] === scan.OBJECT_CLOSE) return at + 1
    if (bytes[at] !== scan.COMMA) return unexpected(bytes, at)
    at = scan.skipSpace(bytes, at + 1)
  }
}

function arrayEnd(bytes: Uint8Array, start: number, depth: number): number {
  let at = scan.skipSpace(bytes, start + 1)
  if (bytes[at] === scan.ARRAY_CLOSE) return at + 1
  for (;;) {
    at = valueEnd(bytes, at, depth - 1)
    if (at < 0) return at
    at = scan.skipSpace(bytes, at)
    if (bytes[at] === scan.ARRAY_CLOSE) return at + 1
    if (bytes[at] !== scan.COMMA) return unexpected(bytes, at)
    at = scan.skipSpace(bytes, at + 1)
  }
}

/** The offset of the value of the member whose name's opening quote is at `at`, past the colon. */
function memberValue(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== scan.QUOTE) return unexpected(bytes, at)
  const nameEnd = scan.stringEnd(bytes, at + 1)
  return nameEnd < 0 ? nameEnd : pastColon(bytes, nameEnd + 1)
}

/** The offset of a member's value, where `at` is the offset after its name. */
export function pastColon(bytes: Uint8Array, at: number): number {
  const colon = scan.skipSpace(bytes, at)
  return bytes[colon] === scan.COLON ? scan.skipSpace(bytes, colon + 1) : unexpected(bytes, colon)
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) return scan.CUT_SHORT
  const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
  const end = isNumber ? scan.numberEnd(bytes, at) : scan.literalEnd(bytes, at)
  if (end === scan.NOT_FOUND) return mayGoOn(bytes, at) ? scan.CUT_SHORT : end
  return isNumber && end === bytes.length ? scan.CUT_SHORT : end
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
  return at < bytes.length ? scan.NOT_FOUND : scan.CUT_SHORT
}
