import type { Definitions } from '../../fhir/definitions/definitions.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { readCriterion } from '../../fhir/search/criterion.ts'
import type { Bases } from '../../fhir/search/parameters.ts'
import type { Criterion, Hop } from '../../fhir/search/query.ts'
import { criterionName } from '../../fhir/write/search.ts'
import type { Holds } from './narrow.ts'

const unlimited = { parameters: Infinity, orValues: Infinity, includes: Infinity, chainDepth: Infinity }

/**
 * An untyped chain looks into every type its reference can have. Where the caller may search just one of those that
 * the rest of the chain makes sense on, the chain is typed to it (search.html#chaining: servers may ask for that);
 * where it may search none or several but not all, the chain stays and is judged as it is.
 */
export function narrowChain(criterion: Criterion, bases: Bases, holds: Holds, definitions: Definitions): Criterion {
  const at = criterion.hops.findIndex(
    (hop) => hop.kind === 'chain' && isOpen(hop) && hop.targets.some((type) => !holds(type, 's')),
  )
  const hop = criterion.hops[at]
  if (hop?.kind !== 'chain') return criterion
  const fitting = hop.targets
    .filter((type) => holds(type, 's'))
    .map((type) => typed(criterion, at, hop, type, bases, definitions))
    .filter((narrower) => narrower !== undefined)
  const [only] = fitting
  if (fitting.length !== 1 || only === undefined) return criterion
  return narrowChain(only, bases, holds, definitions)
}

function isOpen(hop: Extract<Hop, { kind: 'chain' }>): boolean {
  return !hop.typed && hop.targets.length > 1
}

/** Reads the criterion again with one hop typed; undefined where the rest makes no sense on that type. */
function typed(
  criterion: Criterion,
  at: number,
  hop: Extract<Hop, { kind: 'chain' }>,
  type: string,
  bases: Bases,
  definitions: Definitions,
): Criterion | undefined {
  const hops = criterion.hops.with(at, { ...hop, targets: [type], typed: true })
  const read = readCriterion(
    criterionName({ ...criterion, hops }),
    criterion.values.join(','),
    bases,
    definitions,
    unlimited,
  )
  return isRefusal(read) ? undefined : read
}
