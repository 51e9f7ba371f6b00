import { slotsOf } from './node-parts.ts'
import type { Node, Slot } from './tree.ts'

const OBJECT_OPEN = Buffer.from('{')
const OBJECT_CLOSE = Buffer.from('}')
const ARRAY_OPEN = Buffer.from('[')
const ARRAY_CLOSE = Buffer.from(']')
const COMMA = Buffer.from(',')

/** The document, or undefined when it would be longer than `limit` bytes. What was not touched is the bytes it was. */
export function writeDocument(slot: Slot, limit: number): Buffer | undefined {
  const out: Output = { parts: [], left: limit }
  return writeSlot(slot, out) ? Buffer.concat(out.parts) : undefined
}

interface Output {
  readonly parts: Buffer[]
  left: number
}

function put(bytes: Buffer, out: Output): boolean {
  out.left -= bytes.length
  if (bytes.length > 0) out.parts.push(bytes)
  return out.left >= 0
}

function writeSlot({ before, node, after }: Slot, out: Output): boolean {
  return put(before, out) && writeNode(node, out) && put(after, out)
}

function writeNode(node: Node, out: Output): boolean {
  if (Buffer.isBuffer(node)) return put(node, out)
  const isArray = node.kind === 'array'
  put(isArray ? ARRAY_OPEN : OBJECT_OPEN, out)
  let first = true
  for (const slot of slotsOf(node)) {
    if (!first) put(COMMA, out)
    first = false
    if (!writeSlot(slot, out)) return false
  }
  return put(isArray ? ARRAY_CLOSE : OBJECT_CLOSE, out)
}
