import { memberOf } from '../../fhir/message.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { Authority } from '../authority.ts'

/**
 * The records that a resource points to, anywhere in it, each once and without those that are nobody's by their type.
 * A server that checks references tells by them what it has, and whoever reads them finds a way into another record.
 *
 * @returns by their text as `Type/id`, with the version if there is one.
 */
export function pointersOf(resource: unknown, authority: Authority): ReadonlyMap<string, LiteralReference> {
  const { compartment, readReference } = authority
  const all = allPointersOf(resource, { readReference })
  return new Map([...all].filter(([, { type }]) => compartment.rule(type)?.kind !== 'shared'))
}

/** The same with those that are nobody's. */
export function allPointersOf(resource: unknown, { readReference }: Reading): ReadonlyMap<string, LiteralReference> {
  return find(resource, (node) => {
    const text = memberOf(node, 'reference')
    return typeof text === 'string' ? readReference(text) : undefined
  })
}

/**
 * The same of a patch, before it is known where it puts what: every text that is a reference (JSON Patch writes
 * `/subject/reference` as plain text, FHIRPath Patch as the value of a parameter).
 */
export function pointersOfPatch(patch: unknown, { readReference }: Reading): ReadonlyMap<string, LiteralReference> {
  return find(patch, (node) => (typeof node === 'string' ? readReference(node) : undefined))
}

type Reading = Pick<Authority, 'readReference'>

function find(content: unknown, pointerAt: (node: unknown) => LiteralReference | undefined) {
  const found = new Map<string, LiteralReference>()
  const open: unknown[] = [content]
  while (open.length > 0) {
    const node = open.pop()
    const named = pointerAt(node)
    if (named !== undefined) found.set([named.type, named.id, named.versionId ?? ''].join('/'), named)
    if (typeof node === 'object' && node !== null) for (const value of Object.values(node)) open.push(value)
  }
  return found
}
