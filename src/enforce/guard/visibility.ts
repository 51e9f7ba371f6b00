import type { Authority } from '../../authorize/authority.ts'
import type { Obligation, Permit } from '../../authorize/decision.ts'
import type { Pair } from '../../fhir/form-pairs.ts'
import type { SingleInteraction } from '../../fhir/interaction.ts'
import { criteriaPairs } from '../../fhir/write/search.ts'
import type { Denied } from '../../policy/verdict.ts'
import type { Grants } from '../../scopes/grants.ts'
import { searchModeOf } from '../bundle/entry.ts'
import { idOf, type ResourceBytes } from '../bundle/top-level.ts'
import { hidesAll, type Judge, judgeOf, judgeOfEach, showsAll } from './judge.ts'
import type { LinkedBy } from './linked-rows.ts'
import { type PolicyGuard, policyGuardOf, type Release } from './policy-guard.ts'

/** What a decision lets out of one answer, as the guard asks it. */
export interface Visibility {
  /** Whether this resource may leave. */
  shows(resource: ResourceBytes): boolean
  /** How one that may leave does, where the policy changes it; undefined: as it is. */
  release(resource: ResourceBytes): Release | undefined
  /** Why the policy hides one that the scopes show. */
  denialOf(resource: ResourceBytes): Denied | undefined
  /** Whether something of this type may be told of where there is no resource to look at, as for a deletion. */
  showsType(type: string): boolean
  /** Bundle.total counts only what the caller may see. */
  readonly totalIsExact: boolean
  /** The criteria of a search that was kept within reach: what its total rests on. Empty for a search that was not. */
  readonly echo: readonly Pair[]
  /** The most matches that may leave. */
  readonly maxResults: number
  /** What came along leaves only with a row that does. Undefined: it leaves by itself. */
  readonly linkedBy: LinkedBy | undefined
}

/**
 * Reads a permit's obligations once for all resources of its answer. A resource leaves when its type was asked for and
 * some scope of the caller grants seeing it and reaches it, whatever the upstream's reason was to send it.
 *
 * @param grants the caller's; undefined on the open paths, where the type alone decides.
 * @param seen what the caller is known to see beside this answer, as `Type/id`.
 */
export function visibilityOf(
  permit: Permit,
  grants: Grants | undefined,
  authority: Authority,
  seen: ReadonlySet<string> = nothing,
): Visibility {
  const { obligations, interaction, reach } = permit
  const policy = reach && policyGuardOf(permit, reach, authority)
  const guard = obligations.find((each) => each.kind === 'guard')
  // Only a Provenance asks what else was shown.
  const remembers = guard?.types.has('Provenance') || guard?.types.has('*')
  const shown = new Set(seen)
  const judges = new Map<string, Judge>()

  function judgeFor(type: string): Judge {
    const known = judges.get(type)
    if (known !== undefined) return known
    const judge = choose(type)
    judges.set(type, judge)
    return judge
  }

  function choose(type: string): Judge {
    const by = guard?.permissions.get(type) ?? guard?.permissions.get('*')
    if (by === undefined) return hidesAll
    if (by.length === 0 || grants === undefined) return showsAll
    return (guard?.each ? judgeOfEach : judgeOf)(type, by, grants, authority)
  }

  const last: { of?: ResourceBytes; release: ReturnType<PolicyGuard['release']> } = { release: 'keep' }

  function releaseOf(resource: ResourceBytes): typeof last.release {
    if (policy !== undefined && last.of !== resource) {
      last.release = policy.release(resource)
      last.of = resource
    }
    return last.release
  }

  function isInScope(resource: ResourceBytes): boolean {
    return judgeFor(resource.resourceType).shows(resource, shown)
  }

  return {
    shows(resource) {
      const visible = isInScope(resource) && !isDenied(releaseOf(resource))
      if (visible && remembers) shown.add(`${resource.resourceType}/${idOf(resource)}`)
      return visible
    },
    release(resource) {
      const release = releaseOf(resource)
      return release === 'keep' || isDenied(release) ? undefined : release
    },
    denialOf(resource) {
      const release = isInScope(resource) ? releaseOf(resource) : 'keep'
      return isDenied(release) ? release : undefined
    },
    showsType: (type) => judgeFor(type).whole === 'shows' && (policy?.leavesUnseen(type) ?? true),
    totalIsExact: !obligations.some(({ kind }) => kind === 'drop-total'),
    echo:
      interaction.kind === 'search' && obligations.some(({ kind }) => narrowing.has(kind))
        ? criteriaPairs(interaction.query.criteria)
        : [],
    maxResults: obligations.find((each) => each.kind === 'max-results')?.count ?? Number.POSITIVE_INFINITY,
    linkedBy: linkedByOf(permit, authority),
  }
}

/** Where the policy takes rows out, what came along with them alone would tell of them. */
function linkedByOf({ interaction, obligations, reach }: Permit, authority: Authority): LinkedBy | undefined {
  const { readReference, compartment } = authority
  if (interaction.kind === 'operation' && interaction.name === 'everything' && reach !== undefined) {
    // What is nobody's is gathered because records point to it; the server does not say by which.
    return { readReference, isAlong: (_, { resourceType }) => compartment.rule(resourceType)?.kind === 'shared' }
  }
  const includes = interaction.kind === 'search' && interaction.query.includes.length > 0
  const takesOut = includes && obligations.some(({ kind }) => kind === 'judge' || kind === 'restrict')
  return takesOut ? { readReference, isAlong: (entry) => searchModeOf(entry) === 'include' } : undefined
}

const narrowing: ReadonlySet<Obligation['kind']> = new Set(['confine', 'constrain', 'restrict'])

function isDenied(release: ReturnType<PolicyGuard['release']>): release is Denied {
  return typeof release === 'object' && 'effect' in release
}

/**
 * Whether a history of one resource that shows nothing is to look as if there were no such resource: for a caller from
 * whom versions are kept, an empty history would tell that it exists.
 */
export function emptyIsHidden(interaction: SingleInteraction, { totalIsExact }: Visibility): boolean {
  return interaction.kind === 'history' && interaction.level === 'instance' && !totalIsExact
}

const nothing: ReadonlySet<string> = new Set()
