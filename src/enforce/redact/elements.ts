import type { Effort } from '../../fhir/patch/effort.ts'
import { prune } from '../../fhir/patch/prune.ts'
import { type Node, type ObjectNode, openNode, type Slot } from '../../fhir/patch/tree.ts'
import type { Redaction } from '../../policy/language.ts'
import { AnswerError } from '../bundle/error.ts'
import { maskElement } from './mask.ts'

/**
 * Takes redacted elements out of one resource, at every place that their paths lead to.
 *
 * @returns whether there was any. @throws AnswerError when a path leads through what cannot be read.
 */
export function redactElements(root: ObjectNode, redactions: readonly Redaction[], effort: Effort): boolean {
  let touched = false
  for (const { path, style } of redactions) touched = redactAt(root, path, style, effort) || touched
  if (touched) prune(root)
  return touched
}

function redactAt(owner: ObjectNode, path: readonly string[], style: Redaction['style'], effort: Effort): boolean {
  const [segment, ...rest] = path
  if (segment === undefined) return false
  let touched = false
  for (const name of namesOf(owner, segment)) {
    if (rest.length === 0) {
      maskElement(owner, name, style, effort)
      touched = true
      continue
    }
    for (const key of [name, `_${name}`]) {
      const slot = owner.members.get(key)
      for (const inner of slot ? objectsIn(slot, effort) : []) touched = redactAt(inner, rest, style, effort) || touched
    }
  }
  return touched
}

/** A choice may be there under any of its names, and an element as `_name` alone (json.html#choice, #primitive). */
function namesOf({ members }: ObjectNode, segment: string): readonly string[] {
  const names = new Set([...members.keys()].map((name) => name.replace(/^_/, '')))
  if (!segment.endsWith('[x]')) return names.has(segment) ? [segment] : []
  const base = segment.slice(0, -3)
  return [...names].filter((name) => name.startsWith(base) && /^[A-Z]/.test(name.slice(base.length)))
}

function objectsIn(slot: Slot, effort: Effort): readonly ObjectNode[] {
  const node = opened(slot, effort)
  if (Buffer.isBuffer(node)) return []
  if (node.kind === 'object') return [node]
  return node.items.flatMap((item) => {
    const inner = opened(item, effort)
    return !Buffer.isBuffer(inner) && inner.kind === 'object' ? [inner] : []
  })
}

function opened(slot: Slot, effort: Effort): Node {
  const node = openNode(slot.node, effort)
  if (node === undefined) throw new AnswerError('malformed', 'an element on the way to a redacted one')
  slot.node = node
  return node
}
