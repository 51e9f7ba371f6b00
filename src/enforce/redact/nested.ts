import type { Effort } from '../../fhir/patch/effort.ts'
import { textOf } from '../../fhir/patch/same-value.ts'
import { openNode, type Slot } from '../../fhir/patch/tree.ts'
import { AnswerError } from '../bundle/error.ts'

/** A resource inside another one: contained, an entry of a Bundle, a parameter. */
export interface Nested {
  readonly slot: Slot
  readonly resourceType: string
  /** Contained resources bear no labels of their own (dom-5). */
  readonly isContained: boolean
}

const NAME = Buffer.from('resourceType')
/** How escapes of ASCII letters begin. Those of `<`, of dashes and of other alphabets, which servers often write, do not. */
const LETTERS = ['\\u004', '\\u005', '\\u006', '\\u007'].map((text) => Buffer.from(text))

/** Whether there may be a resource inside of this one; letters of a name can be written as escapes (RFC 8259 §7). */
export function mayNest(bytes: Buffer): boolean {
  const first = bytes.indexOf(NAME)
  return bytes.includes(NAME, first + 1) || LETTERS.some((letter) => bytes.includes(letter))
}

/** Every resource inside, the outermost of each only. @throws AnswerError when it cannot be looked through. */
export function nestedIn(root: Slot, effort: Effort): readonly Nested[] {
  const found: Nested[] = []
  const open: { slot: Slot; name: string; isRoot: boolean }[] = [{ slot: root, name: '', isRoot: true }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { slot, name, isRoot } = at
    const node = openNode(slot.node, effort)
    if (node === undefined) throw new AnswerError('malformed', 'a resource that cannot be looked through')
    if (Buffer.isBuffer(node)) continue
    if (node.kind === 'object') {
      const type = node.members.get('resourceType')
      const resourceType = type && textOf(type.node)
      if (resourceType !== undefined && !isRoot) {
        found.push({ slot, resourceType, isContained: name === 'contained' })
        continue
      }
      slot.node = node
      for (const [inner, member] of node.members) open.push({ slot: member, name: inner, isRoot: false })
    } else {
      slot.node = node
      for (const item of node.items) open.push({ slot: item, name, isRoot: false })
    }
  }
  return found
}
