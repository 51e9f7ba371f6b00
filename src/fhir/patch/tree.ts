import { Members, memberCount } from '../json/members.ts'
import { skipSpace } from '../json/scan.ts'
import { scannerOf } from '../json/scanner/scanner.ts'
import { type Effort, SLOT_BYTES, spend } from './effort.ts'

const COMMA = 0x2c
const ARRAY_OPEN = 0x5b
const ARRAY_CLOSE = 0x5d
const OBJECT_OPEN = 0x7b

/** The deepest nesting that a patch may lead to; readers of the result have lower limits of their own. */
export const MAX_DEPTH = 1000

/** Nothing: before and after values that did not come in a document. */
const NO_BYTES = Buffer.alloc(0)

/** A JSON value: its very bytes, or, where the patch went into it, its parts. Bytes are never changed, so they may be shared. */
export type Node = Buffer | ObjectNode | ArrayNode

export interface ObjectNode {
  readonly kind: 'object'
  /** In order of the document; by unescaped name. */
  readonly members: Map<string, Slot>
}
export interface ArrayNode {
  readonly kind: 'array'
  items: Slot[]
}
/** A value with the bytes around it: white space and, for a member, its name and colon. */
export interface Slot {
  readonly before: Buffer
  node: Node
  readonly after: Buffer
}

/** A whole document, which must have passed the strict reading. */
export function documentSlot(bytes: Buffer): Slot {
  const start = skipSpace(bytes, 0)
  let end = bytes.length
  while (end > start && isSpace(bytes[end - 1]!)) end--
  return { before: bytes.subarray(0, start), node: bytes.subarray(start, end), after: bytes.subarray(end) }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** A slot for a value that comes from elsewhere. */
export function itemSlot(node: Node): Slot {
  return { before: NO_BYTES, node, after: NO_BYTES }
}

export function memberSlot(name: string, node: Node): Slot {
  return { before: Buffer.from(`${JSON.stringify(name)}:`), node, after: NO_BYTES }
}

/** Takes the object in a slot apart, for good. Undefined when it is no object, or nothing may be spent any more. */
export function openObject(slot: Slot, effort: Effort): ObjectNode | undefined {
  const opened = openNode(slot.node, effort)
  if (Buffer.isBuffer(opened) || opened?.kind !== 'object') return undefined
  slot.node = opened
  return opened
}

/** As `openObject`, for an array. */
export function openArray(slot: Slot, effort: Effort): ArrayNode | undefined {
  const opened = openNode(slot.node, effort)
  if (Buffer.isBuffer(opened) || opened?.kind !== 'array') return undefined
  slot.node = opened
  return opened
}

/** The parts of an object or array; any other value as it is. Undefined when nothing may be spent any more. */
export function openNode(node: Node, effort: Effort): Node | undefined {
  if (!Buffer.isBuffer(node)) return node
  if (node[0] !== OBJECT_OPEN && node[0] !== ARRAY_OPEN) return node
  if (!spend(effort, node.length)) return undefined
  return node[0] === OBJECT_OPEN ? objectOf(node, effort) : arrayOf(node, effort)
}

function objectOf(bytes: Buffer, effort: Effort): ObjectNode | undefined {
  const scanned = scannerOf(bytes).objects(0, MAX_DEPTH, 1)
  if (scanned.code < 0 || !spend(effort, memberCount(scanned) * SLOT_BYTES)) return undefined
  const read = Members.at(bytes, scanned.words, scanned.base, 0)
  if (typeof read === 'number') return undefined
  const members = new Map<string, Slot>()
  let from = 1
  for (const [index, { value }] of read.spans().entries()) {
    const [start, end] = value
    const next = skipSpace(bytes, end)
    members.set(read.names[index]!, cut(bytes, from, start, end, next))
    from = next + 1
  }
  return { kind: 'object', members }
}

function arrayOf(bytes: Buffer, effort: Effort): ArrayNode | undefined {
  const scanner = scannerOf(bytes)
  const items: Slot[] = []
  let from = 1
  let start = skipSpace(bytes, from)
  while (bytes[start] !== ARRAY_CLOSE) {
    if (!spend(effort, SLOT_BYTES)) return undefined
    const end = scanner.valueEnd(start, MAX_DEPTH)
    if (end < 0) return undefined
    const next = skipSpace(bytes, end)
    items.push(cut(bytes, from, start, end, next))
    if (bytes[next] !== COMMA) break
    from = next + 1
    start = skipSpace(bytes, from)
  }
  return { kind: 'array', items }
}

function cut(bytes: Buffer, from: number, start: number, end: number, next: number): Slot {
  return {
    before: bytes.subarray(from, start),
    node: bytes.subarray(start, end),
    after: next > end ? bytes.subarray(end, next) : NO_BYTES,
  }
}
