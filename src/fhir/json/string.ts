import { type Span, stringEnd } from './scan.ts'

const QUOTE = 0x22

/** One half of a surrogate pair without its other half: a character that no UTF-8 can carry. */
const LONE_SURROGATE = /[\ud800-\udfff]/u

/**
 * The text between the quotes at `start - 1` and `end`, which must lie as `stringEnd` found them in valid UTF-8.
 * `undefined` if an escape stands for half a surrogate pair: what such a text is, each reader decides for itself (RFC 8259 §8.2).
 */
export function decodeString(bytes: Buffer, start: number, end: number): string | undefined {
  const literal = bytes.toString('utf8', start - 1, end + 1)
  if (!literal.includes('\\')) return literal.slice(1, -1)
  const text = JSON.parse(literal) as string
  return LONE_SURROGATE.test(text) ? undefined : text
}

/** The string whose opening quote is at `at - 1`, with the offset of its closing quote; `undefined` if it is not a valid one. */
export function readString(bytes: Buffer, at: number): { text: string; end: number } | undefined {
  const end = stringEnd(bytes, at)
  if (end < 0) return undefined
  const text = decodeString(bytes, at, end)
  return text === undefined ? undefined : { text, end }
}

/** The text of a value that was scanned; `undefined` if it is no string, or has half a surrogate pair. */
export function textAt(bytes: Buffer, [start, end]: Span): string | undefined {
  return bytes[start] === QUOTE ? decodeString(bytes, start + 1, end - 1) : undefined
}
