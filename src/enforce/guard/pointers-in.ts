import { memberOf } from '../../fhir/message.ts'
import type { ReferenceReader } from '../../fhir/reference.ts'

/** The resources of this server that a resource points to, anywhere in it, as `Type/id`. @param resource parsed JSON. */
export function pointersIn(resource: unknown, readReference: ReferenceReader): readonly string[] {
  const found: string[] = []
  const open: unknown[] = [resource]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    const text = memberOf(node, 'reference')
    const named = typeof text === 'string' ? readReference(text) : undefined
    if (named !== undefined) found.push(`${named.type}/${named.id}`)
    for (const value of Object.values(node)) open.push(value)
  }
  return found
}
