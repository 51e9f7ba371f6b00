// JSON's characters (RFC 8259 §2) are named anew in each file that scans: an imported or exported constant is looked up
// in its module at every byte, which takes a third of the speed.
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/** A range of bytes: from `start` up to, but without, `end`. */
export type Span = readonly [start: number, end: number]

/** What a scan answers, instead of an offset, when the bytes are not what was asked for. */
export const NOT_FOUND = -1
/** What a scan answers when the bytes end too early to tell: more of them may come. */
export const CUT_SHORT = -2
/** What a scan answers when more objects and arrays are open at once than allowed. */
export const TOO_DEEP = -3

/** A number longer than this has no use in FHIR (18 digits, datatypes.html#decimal) and is costly in big-decimal readers. */
const MAX_NUMBER_BYTES = 100
const MAX_EXPONENT_DIGITS = 3

/** The first byte at or after `at` that is not white space (RFC 8259 §2 `ws`). */
export function skipSpace(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at]!
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** The offset of a member's value, where `at` is the offset after its name. */
export function pastColon(bytes: Uint8Array, at: number): number {
  const colon = skipSpace(bytes, at)
  if (bytes[colon] === COLON) return skipSpace(bytes, colon + 1)
  return colon < bytes.length ? NOT_FOUND : CUT_SHORT
}

/**
 * The offset of the closing quote of a string whose opening quote is at `at - 1`, if all of it is printable ASCII without
 * escapes; otherwise `NOT_FOUND`, and `stringEnd` must be asked.
 */
export function plainStringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) return i
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return NOT_FOUND
  }
  return NOT_FOUND
}

/**
 * The offset of the closing quote of a string whose opening quote is at `at - 1`.
 * `NOT_FOUND` if it breaks RFC 8259 §7, `CUT_SHORT` if it does not end.
 */
export function stringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) return i
    if (byte < 0x20) return NOT_FOUND
    if (byte === BACKSLASH) {
      i++
      if (bytes[i] === 0x75) {
        const digits = i + 1
        i += 4
        if (i >= bytes.length) return CUT_SHORT
        if (!isHex(bytes, digits, i + 1)) return NOT_FOUND
      } else if (i < bytes.length && !isShortEscape(bytes[i])) return NOT_FOUND
    }
  }
  return CUT_SHORT
}

function isShortEscape(byte: number | undefined): boolean {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return true
    default:
      return false
  }
}

function isHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const letter = bytes[i]! | 0x20
    if (!(isDigit(bytes[i]) || (letter >= 0x61 && letter <= 0x66))) return false
  }
  return true
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at])) at++
  return at
}

/**
 * The offset after the number at `at`; `NOT_FOUND` if it breaks RFC 8259 §6, is longer than 100 bytes, or has an exponent
 * of more than three digits: `1e999999999` is a few bytes here and gigabytes in a reader that writes decimals out in full.
 */
export function numberEnd(bytes: Uint8Array, at: number): number {
  const start = at
  if (bytes[at] === 0x2d) at++
  const integer = at
  at = digitsEnd(bytes, at)
  if (at === integer || (bytes[integer] === 0x30 && at > integer + 1)) return NOT_FOUND
  if (bytes[at] === 0x2e) {
    const fraction = at + 1
    at = digitsEnd(bytes, fraction)
    if (at === fraction) return NOT_FOUND
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
    const exponent = at
    at = digitsEnd(bytes, exponent)
    if (at === exponent || at - exponent > MAX_EXPONENT_DIGITS) return NOT_FOUND
  }
  return at - start > MAX_NUMBER_BYTES ? NOT_FOUND : at
}

/** The offset after the literal `true`, `false` or `null` at `at`; `NOT_FOUND` if it is another word. */
export function literalEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x74: // true
      return bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65 ? at + 4 : NOT_FOUND
    case 0x66: // false
      return bytes[at + 1] === 0x61 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x73 && bytes[at + 4] === 0x65
        ? at + 5
        : NOT_FOUND
    case 0x6e: // null
      return bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c ? at + 4 : NOT_FOUND
    default:
      return NOT_FOUND
  }
}
