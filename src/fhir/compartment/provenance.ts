import { type LiteralReference, literalOf, type ReferenceReader } from '../reference.ts'

/** The top-level elements of a Provenance that name what it is about; `patient` since R5. */
export const provenanceElements: readonly string[] = ['target', 'patient']

/**
 * Everything a Provenance is about: it is visible when all of that is visible, and hidden otherwise
 * (provenance.html: the patient compartment knows only targets that are Patients). Undefined when one of them cannot be
 * judged (contained, logical, foreign, of another shape) or there is none: then it is hidden.
 *
 * @param resource a Provenance as parsed JSON of any shape; only `resourceType` and `provenanceElements` are read.
 */
export function provenanceTargets(resource: unknown, read: ReferenceReader): readonly LiteralReference[] | undefined {
  if (typeof resource !== 'object' || resource === null || !isProvenance(resource)) return undefined
  const { target, patient } = resource
  if (!Array.isArray(target) || target.length === 0) return undefined
  const references = patient === undefined ? target : [...target, patient]
  const targets: LiteralReference[] = []
  for (const reference of references) {
    const literal = literalOf(reference)
    const named = literal === undefined ? undefined : read(literal)
    if (named === undefined) return undefined
    targets.push(named)
  }
  return targets
}

function isProvenance(resource: object): resource is { target?: unknown; patient?: unknown } {
  return (resource as { resourceType?: unknown }).resourceType === 'Provenance'
}
