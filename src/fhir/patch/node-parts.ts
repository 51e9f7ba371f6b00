import { scannerOf } from '../json/scanner/scanner.ts'
import { type Effort, SLOT_BYTES, spend } from './effort.ts'
import { MAX_DEPTH, type Node, openNode, type Slot } from './tree.ts'

/** The same value once more: parts that may still change are copied, bytes are shared. Undefined when it costs too much. */
export function copyOf(node: Node, effort: Effort): Node | undefined {
  if (Buffer.isBuffer(node)) return node
  if (node.kind === 'array') {
    const items = copySlots(node.items, effort)
    return items && { kind: 'array', items }
  }
  const slots = copySlots([...node.members.values()], effort)
  if (slots === undefined) return undefined
  return { kind: 'object', members: new Map([...node.members.keys()].map((name, index) => [name, slots[index]!])) }
}

function copySlots(slots: readonly Slot[], effort: Effort): Slot[] | undefined {
  if (!spend(effort, slots.length * SLOT_BYTES)) return undefined
  const copies: Slot[] = []
  for (const slot of slots) {
    const node = copyOf(slot.node, effort)
    if (node === undefined) return undefined
    copies.push({ ...slot, node })
  }
  return copies
}

/** The value with all its parts taken apart, as what comes from a patch is, so that what is empty in it can be found. */
export function openAll(node: Node, effort: Effort): Node | undefined {
  const opened = openNode(node, effort)
  if (opened === undefined || Buffer.isBuffer(opened)) return opened
  for (const slot of slotsOf(opened)) {
    const inner = openAll(slot.node, effort)
    if (inner === undefined) return undefined
    slot.node = inner
  }
  return opened
}

/** Whether a value may stand below `above` open objects and arrays. */
export function fitsBelow(node: Node, above: number, effort: Effort): boolean {
  if (above > MAX_DEPTH) return false
  if (!Buffer.isBuffer(node)) {
    if (!spend(effort, 1)) return false
    for (const slot of slotsOf(node)) if (!fitsBelow(slot.node, above + 1, effort)) return false
    return above < MAX_DEPTH
  }
  const isComposite = node[0] === 0x7b || node[0] === 0x5b
  return !isComposite || (spend(effort, node.length) && scannerOf(node).valueEnd(0, MAX_DEPTH - above) === node.length)
}

/** The members or items of what has been taken apart. */
export function slotsOf(node: Exclude<Node, Buffer>): Iterable<Slot> {
  return node.kind === 'array' ? node.items : node.members.values()
}
