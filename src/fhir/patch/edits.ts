import { type Effort, spend } from './effort.ts'
import type { FhirValue } from './fhir-value.ts'
import type { Branch } from './locate.ts'
import { type ArrayNode, itemSlot, memberSlot, type ObjectNode } from './tree.ts'

const NULL = Buffer.from('null')

/** Gives an object an element that it does not have. */
export function setElement({ members }: ObjectNode, { key, node, shadow }: FhirValue): void {
  if (node !== undefined) members.set(key, memberSlot(key, node))
  if (shadow !== undefined) members.set(`_${key}`, memberSlot(`_${key}`, shadow))
}

/** Puts a value in the place of a single element, whole: what was at `_key` goes, too. Another choice takes the old one's place. */
export function replaceElement({ owner, key }: Branch, value: FhirValue, effort: Effort): void {
  const { members } = owner
  const successors = new Map([
    [key, [value.key, value.node] as const],
    [`_${key}`, [`_${value.key}`, value.shadow] as const],
  ])
  spend(effort, members.size)
  const before = [...members]
  members.clear()
  for (const [name, slot] of before) {
    const [newName, node] = successors.get(name) ?? [name, slot.node]
    if (node !== undefined) members.set(newName, name === newName ? { ...slot, node } : memberSlot(newName, node))
  }
  for (const [name, node] of successors.values()) {
    if (node !== undefined && !members.has(name)) members.set(name, memberSlot(name, node))
  }
}

/** Takes an element, or one item of a list, out of the object that has it. */
export function removeElement({ owner, key, index }: Branch, effort: Effort): void {
  for (const name of [key, `_${key}`]) {
    if (index === undefined) owner.members.delete(name)
    else {
      const list = listIn(owner, name)
      spend(effort, list?.items.length ?? 0)
      list?.items.splice(index, 1)
    }
  }
}

/** Puts a value into a list that has `length` items, before the one at `index`, or in the place of `replaced` items from there. */
export function spliceList(
  owner: ObjectNode,
  value: FhirValue,
  at: { readonly index: number; readonly length: number; readonly replaced: 0 | 1 },
  effort: Effort,
): void {
  const { key, node = NULL, shadow } = value
  const shadowKey = `_${key}`
  const hasShadow = shadow !== undefined || owner.members.has(shadowKey)
  spend(effort, at.length)
  filled(owner, key, hasShadow ? at.length : 0).items.splice(at.index, at.replaced, itemSlot(node))
  if (hasShadow) filled(owner, shadowKey, at.length).items.splice(at.index, at.replaced, itemSlot(shadow ?? NULL))
}

/** Moves an item of a list, and what stands beside it in `_key`. Both places must be in the list. */
export function moveItem(
  owner: ObjectNode,
  key: string,
  move: { readonly source: number; readonly destination: number; readonly length: number },
  effort: Effort,
): void {
  spend(effort, move.length)
  for (const name of [key, `_${key}`]) {
    if (!owner.members.has(name)) continue
    const { items } = filled(owner, name, owner.members.has(`_${key}`) ? move.length : 0)
    items.splice(move.destination, 0, ...items.splice(move.source, 1))
  }
}

function listIn(owner: ObjectNode, name: string): ArrayNode | undefined {
  const node = owner.members.get(name)?.node
  return node === undefined || Buffer.isBuffer(node) || node.kind !== 'array' ? undefined : node
}

/** The list, made if there is none, and filled up with null: `given` and `_given` go by position (json.html#primitive). */
function filled(owner: ObjectNode, name: string, length: number): ArrayNode {
  const list = listIn(owner, name) ?? { kind: 'array', items: [] }
  if (!owner.members.has(name)) owner.members.set(name, memberSlot(name, list))
  while (list.items.length < length) list.items.push(itemSlot(NULL))
  return list
}
