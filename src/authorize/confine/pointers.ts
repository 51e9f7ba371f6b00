import { memberOf } from '../../fhir/message.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { Authority } from '../authority.ts'

/**
 * The records that a resource points to, anywhere in it, each once and without those that are nobody's by their type.
 * A server that checks references tells by them what it has, and whoever reads them finds a way into another record.
 *
 * @returns by their text as `Type/id`, with the version if there is one.
 */
export function pointersOf(
  resource: unknown,
  { compartment, readReference }: Authority,
): ReadonlyMap<string, LiteralReference> {
  const found = new Map<string, LiteralReference>()
  const open: unknown[] = [resource]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    const text = memberOf(node, 'reference')
    const named = typeof text === 'string' ? readReference(text) : undefined
    if (named !== undefined && compartment.rule(named.type)?.kind !== 'shared')
      found.set([named.type, named.id, named.versionId ?? ''].join('/'), named)
    open.push(...Object.values(node))
  }
  return found
}
