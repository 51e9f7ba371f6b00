import { memberOf } from '../../fhir/message.ts'
import type { ReferenceReader } from '../../fhir/reference.ts'
import { type BundleEntryBytes, searchModeOf } from '../bundle/entry.ts'
import { idOf, type ResourceBytes } from '../bundle/top-level.ts'
import { readWhole } from './part-of.ts'

/** Knows which includes belong to rows that were shown. */
export interface LinkedRows {
  /** Whether an entry is a match, or is linked with what was shown before it. */
  admits(entry: BundleEntryBytes, resource: ResourceBytes): boolean
  /** Remembers an entry that was shown. */
  show(resource: ResourceBytes): void
}

/**
 * Where rows are taken out of a search, what came along with them alone goes, too: it would tell of them. Matches come
 * first (bundle.html#searchset leaves the order open; what comes before its row is left out).
 */
export function linkedRows(readReference: ReferenceReader): LinkedRows {
  const shown = new Set<string>()
  const pointedTo = new Set<string>()
  const last: { of?: ResourceBytes; pointers: readonly string[] } = { pointers: [] }

  function pointersOf(resource: ResourceBytes): readonly string[] {
    if (last.of !== resource) {
      last.of = resource
      last.pointers = pointersIn(readWhole(resource), readReference)
    }
    return last.pointers
  }

  return {
    admits(entry, resource) {
      if (searchModeOf(entry) !== 'include') return true
      if (pointedTo.has(nameOf(resource))) return true
      return pointersOf(resource).some((name) => shown.has(name))
    },
    show(resource) {
      shown.add(nameOf(resource))
      for (const name of pointersOf(resource)) pointedTo.add(name)
    },
  }
}

function nameOf(resource: ResourceBytes): string {
  return `${resource.resourceType}/${idOf(resource) ?? ''}`
}

function pointersIn(resource: unknown, readReference: ReferenceReader): readonly string[] {
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
