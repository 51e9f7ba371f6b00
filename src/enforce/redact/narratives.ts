import type { Effort } from '../../fhir/patch/effort.ts'
import { openNode, type Slot } from '../../fhir/patch/tree.ts'
import { AnswerError } from '../bundle/error.ts'

const NAME = Buffer.from('"text"')
const ESCAPE = Buffer.from('\\u')

/** Whether there may be a narrative; a name can be written in escapes. */
export function mayHaveNarrative(bytes: Buffer): boolean {
  return bytes.includes(NAME) || bytes.includes(ESCAPE)
}

/**
 * Takes out every narrative, wherever it is: of the resource, of a section of it, of the resources inside of it.
 * Elsewhere `text` is a string, or an element without `div` (narrative.html).
 *
 * @returns whether there was any. @throws AnswerError when it cannot be looked through.
 */
export function dropNarratives(root: Slot, effort: Effort): boolean {
  let dropped = false
  const open: { readonly slot: Slot; readonly isResource: boolean }[] = [{ slot: root, isResource: true }]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = openNode(at.slot.node, effort)
    if (node === undefined) throw new AnswerError('malformed', 'a redacted resource that cannot be looked through')
    if (Buffer.isBuffer(node)) continue
    at.slot.node = node
    if (node.kind === 'array') {
      for (const slot of node.items) open.push({ slot, isResource: false })
      continue
    }
    const { members } = node
    const text = members.get('text')
    if (text !== undefined && (at.isResource || members.has('resourceType') || isNarrative(text, effort))) {
      dropped = members.delete('text') || dropped
      members.delete('_text')
    }
    for (const slot of members.values()) open.push({ slot, isResource: false })
  }
  return dropped
}

function isNarrative(slot: Slot, effort: Effort): boolean {
  const node = openNode(slot.node, effort)
  return !Buffer.isBuffer(node) && node?.kind === 'object' && (node.members.has('div') || node.members.has('_div'))
}
