import { type Effort, spend } from './effort.ts'
import { fail, type PatchFailure } from './failure.ts'
import type { JsonOperation } from './json-patch-syntax.ts'
import { copyOf, fitsBelow, openAll } from './node-parts.ts'
import { indexIn, isAbove, isSamePlace, type Pointer } from './pointer.ts'
import { sameValue } from './same-value.ts'
import { itemSlot, memberSlot, type Node, openNode, type Slot } from './tree.ts'

/** Applies one operation (RFC 6902 §4) to the document in `root`, which must be thrown away when it fails. */
export function applyJsonOperation(root: Slot, operation: JsonOperation, effort: Effort): PatchFailure | undefined {
  const { path } = operation
  switch (operation.op) {
    case 'add':
      return add(root, path, openAll(operation.value, effort), effort)
    case 'remove':
      return remove(root, path, effort) === undefined ? nothingAt('path') : undefined
    case 'replace':
      return replace(root, path, openAll(operation.value, effort), effort)
    case 'move': {
      const { from } = operation
      if (isAbove(from, path)) return fail('path', 'cannot move into itself')
      // Where it already is, it stays: taken out and put back, a member would become the last.
      if (isSamePlace(from, path)) return find(root, from, effort) === undefined ? nothingAt('from') : undefined
      const moved = remove(root, from, effort)
      return moved === undefined ? nothingAt('from') : add(root, path, moved, effort)
    }
    case 'copy': {
      const source = find(root, operation.from, effort)
      return source === undefined ? nothingAt('from') : add(root, path, copyOf(source.node, effort), effort)
    }
    case 'test': {
      const found = find(root, path, effort)
      if (found === undefined) return nothingAt('path')
      return sameValue(found.node, operation.value, effort) ? undefined : fail('test', 'the value is different')
    }
  }
}

function nothingAt(member: 'path' | 'from'): PatchFailure {
  return fail('path', `there is nothing at ${member}`)
}

/** The slot that a pointer names. Undefined when there is none. */
function find(root: Slot, pointer: Pointer, effort: Effort): Slot | undefined {
  let slot: Slot | undefined = root
  for (const step of pointer) {
    const node: Node | undefined = slot && openInto(slot, effort)
    if (node === undefined || Buffer.isBuffer(node)) return undefined
    slot = node.kind === 'object' ? node.members.get(step) : node.items[indexIn(node.items.length, step) ?? -1]
  }
  return slot
}

function openInto(slot: Slot, effort: Effort): Node | undefined {
  const node = openNode(slot.node, effort)
  if (node !== undefined) slot.node = node
  return node
}

/** The object or array that holds what a pointer names. */
function holderOf(root: Slot, pointer: Pointer, effort: Effort): Exclude<Node, Buffer> | undefined {
  const slot = find(root, pointer.slice(0, -1), effort)
  const node = slot && openInto(slot, effort)
  return Buffer.isBuffer(node) ? undefined : node
}

function add(root: Slot, path: Pointer, value: Node | undefined, effort: Effort): PatchFailure | undefined {
  const holder = holderOf(root, path, effort)
  if (holder === undefined) return nothingAt('path')
  if (value === undefined || !fitsBelow(value, path.length, effort)) return fail('value', 'nested too deeply')
  const step = path.at(-1)!
  if (holder.kind === 'object') {
    const present = holder.members.get(step)
    if (present !== undefined) present.node = value
    else holder.members.set(step, memberSlot(step, value))
    return undefined
  }
  const { items } = holder
  const index = step === '-' ? items.length : indexIn(items.length + 1, step)
  if (index === undefined) return fail('path', 'not a place in the array')
  spend(effort, items.length - index)
  items.splice(index, 0, itemSlot(value))
  return undefined
}

function remove(root: Slot, path: Pointer, effort: Effort): Node | undefined {
  const holder = holderOf(root, path, effort)
  if (holder === undefined) return undefined
  const step = path.at(-1)!
  if (holder.kind === 'object') {
    const present = holder.members.get(step)
    holder.members.delete(step)
    return present?.node
  }
  const index = indexIn(holder.items.length, step)
  if (index === undefined) return undefined
  spend(effort, holder.items.length - index)
  return holder.items.splice(index, 1)[0]!.node
}

function replace(root: Slot, path: Pointer, value: Node | undefined, effort: Effort): PatchFailure | undefined {
  const slot = find(root, path, effort)
  if (slot === undefined) return nothingAt('path')
  if (value === undefined || !fitsBelow(value, path.length, effort)) return fail('value', 'nested too deeply')
  slot.node = value
  return undefined
}
