import type { Span } from './scan.ts'

/** Bytes to put in the place of a range. An empty range inserts. */
export interface Edit {
  readonly span: Span
  readonly bytes: Buffer
}

/**
 * A copy of `bytes` with each edit's range replaced; every other byte stays as it was, so decimals keep their digits
 * (datatypes.html#decimal). Edits may come in any order.
 * @throws RangeError if ranges overlap, run backwards or leave the document: a mistake of the caller, never of a client.
 */
export function splice(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = []
  let from = 0
  for (const edit of [...edits].sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1])) {
    const [start, end] = edit.span
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= from && end >= start && end <= bytes.length)) {
      throw new RangeError('edits overlap or lie outside of the document')
    }
    parts.push(bytes.subarray(from, start), edit.bytes)
    from = end
  }
  parts.push(bytes.subarray(from))
  return Buffer.concat(parts)
}

/** A JSON array of elements that are each one JSON value already: to put in the place of a Bundle's `entry`, some of them left out. */
export function arrayOf(elements: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [OPEN]
  for (const element of elements) {
    if (parts.length > 1) parts.push(COMMA)
    parts.push(element)
  }
  parts.push(CLOSE)
  return Buffer.concat(parts)
}

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')
