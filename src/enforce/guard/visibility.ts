import type { Permit } from '../../authorize/decision.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'

/** What a decision lets out of an answer, as the guard asks it. */
export interface Visibility {
  /** Whether this resource may leave. */
  shows(resource: ResourceBytes): boolean
  /** Whether something of this type may be told of where there is no resource to look at, as for a deletion. */
  showsType(type: string): boolean
  /** Bundle.total counts only what the caller may see. */
  readonly totalIsExact: boolean
}

/** Reads a permit's obligations once for all resources of its answer. */
export function visibilityOf({ obligations }: Permit): Visibility {
  const types = obligations.find((each) => each.kind === 'guard')?.types ?? new Set<string>()
  const showsType = (type: string) => types.has(type) || types.has('*')
  return {
    shows: ({ resourceType }) => showsType(resourceType),
    showsType,
    totalIsExact: !obligations.some(({ kind }) => kind === 'drop-total'),
  }
}
