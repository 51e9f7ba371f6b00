import type { ReferenceReader } from '../../fhir/reference.ts'
import type { BundleEntryBytes } from '../bundle/entry.ts'
import { idOf, type ResourceBytes } from '../bundle/top-level.ts'
import { readWhole } from './parsed-elements.ts'
import { pointersIn } from './pointers-in.ts'

/** How what came along is told from rows, and what belongs to them. */
export interface LinkedBy {
  readonly readReference: ReferenceReader
  isAlong(entry: BundleEntryBytes, resource: ResourceBytes): boolean
}

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
export function linkedRows({ readReference, isAlong }: LinkedBy): LinkedRows {
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
      if (!isAlong(entry, resource)) return true
      if (pointedTo.has(nameOf(resource))) return true
      return pointersOf(resource).some((name) => shown.has(name))
    },
    show(resource) {
      shown.add(nameOf(resource))
      for (const name of pointersOf(resource)) pointedTo.add(name)
    },
  }
}

/** `Type/id`. */
export function nameOf(resource: ResourceBytes): string {
  return `${resource.resourceType}/${idOf(resource) ?? ''}`
}
