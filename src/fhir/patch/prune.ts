import type { ArrayNode, Node, ObjectNode } from './tree.ts'

const NULL = Buffer.from('null')

/**
 * Takes out objects and arrays that the patch left empty, and those that thereby become so: FHIR has neither
 * (json.html#object). What the patch did not go into stays as it was stored, empty or not.
 *
 * @returns whether the value itself is now empty.
 */
export function prune(node: Exclude<Node, Buffer>): boolean {
  return node.kind === 'object' ? pruneObject(node) : pruneArray(node)
}

function pruneObject({ members }: ObjectNode): boolean {
  for (const [name, { node }] of members) {
    if (Buffer.isBuffer(node)) continue
    const isGone = isShadow(name) && node.kind === 'array' ? pruneShadow(node) : prune(node)
    if (isGone) members.delete(name)
  }
  return members.size === 0
}

function pruneArray(array: ArrayNode): boolean {
  array.items = array.items.filter(({ node }) => Buffer.isBuffer(node) || !prune(node))
  return array.items.length === 0
}

/** The items beside a list of primitives stay in their places, so what is empty becomes null (json.html#primitive). */
function pruneShadow({ items }: ArrayNode): boolean {
  for (const slot of items) if (!Buffer.isBuffer(slot.node) && prune(slot.node)) slot.node = NULL
  return items.every(({ node }) => Buffer.isBuffer(node) && node.equals(NULL))
}

function isShadow(name: string): boolean {
  return name.startsWith('_')
}
