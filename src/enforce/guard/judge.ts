import type { Authority } from '../../authorize/authority.ts'
import { covers, elementsFor } from '../../authorize/confine/covers.ts'
import { provenanceElements, provenanceTargets } from '../../fhir/compartment/provenance.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { Grant, Grants } from '../../scopes/grants.ts'
import type { Permission } from '../../scopes/scope.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'
import { judgeByElements } from './by-elements.ts'
import { partOf } from './parsed-elements.ts'

/** How resources of one type are judged for one caller: all alike, or each by what it says. */
export interface Judge {
  readonly whole: 'shows' | 'hides' | 'no'
  /** @param shown what the caller is known to see, as `Type/id`. @throws AnswerError when it cannot be told. */
  shows(resource: ResourceBytes, shown: ReadonlySet<string>): boolean
}

export const showsAll: Judge = { whole: 'shows', shows: () => true }
export const hidesAll: Judge = { whole: 'hides', shows: () => false }

/** The judge of a type that any of these permissions shows. Made once for a caller, and kept with the grants. */
export function judgeOf(type: string, by: readonly Permission[], grants: Grants, authority: Authority): Judge {
  // What an upstream calls a type is not worth remembering.
  if (!authority.definitions.isResourceType(type)) return makeJudge(type, by, grants, authority)
  const known = judgesOf(grants, authority)
  const key = `${type} ${by.join()}`
  let judge = known.get(key)
  if (judge === undefined) {
    judge = makeJudge(type, by, grants, authority)
    known.set(key, judge)
  }
  return judge
}

/** The same where every one of the permissions has to show it. */
export function judgeOfEach(type: string, by: readonly Permission[], grants: Grants, authority: Authority): Judge {
  const distinct = by.filter(
    (permission, at) => by.findIndex((other) => isHeldAlike(type, permission, other, grants)) === at,
  )
  const judges = distinct.map((permission) => judgeOf(type, [permission], grants, authority))
  if (judges.some(({ whole }) => whole === 'hides')) return hidesAll
  const deciding = judges.filter(({ whole }) => whole === 'no')
  const [only] = deciding
  if (only === undefined) return showsAll
  if (deciding.length === 1) return only
  return { whole: 'no', shows: (resource, shown) => deciding.every((judge) => judge.shows(resource, shown)) }
}

/** Whether the same scopes hold both, as they mostly do. */
function isHeldAlike(type: string, a: Permission, b: Permission, grants: Grants): boolean {
  const [byA, byB] = [a, b].map((permission) => allOf(type, permission, grants)) as [readonly Grant[], readonly Grant[]]
  return byA.length === byB.length && byA.every((grant) => byB.includes(grant))
}

function allOf(type: string, permission: Permission, grants: Grants): readonly Grant[] {
  return [...grants.byContext.keys()].flatMap((context) => grants.all(context, type, permission))
}

const kept = new WeakMap<Authority, WeakMap<Grants, Map<string, Judge>>>()

function judgesOf(grants: Grants, authority: Authority): Map<string, Judge> {
  const byGrants = kept.get(authority) ?? new WeakMap<Grants, Map<string, Judge>>()
  kept.set(authority, byGrants)
  const judges = byGrants.get(grants) ?? new Map<string, Judge>()
  byGrants.set(grants, judges)
  return judges
}

function makeJudge(type: string, by: readonly Permission[], grants: Grants, authority: Authority): Judge {
  const held = by.flatMap((permission) => allOf(type, permission, grants))
  if (held.some(reachesEverything)) return showsAll
  if (held.length === 0) return hidesAll
  const rule = authority.compartment.rule(type)
  if (rule?.kind === 'by-target') return judgeByTarget(held, authority)
  if (rule?.kind === 'shared' && held.some((grant) => grant.constraint === undefined)) return showsAll
  const constrained = held.flatMap(({ constraint }) => constraint?.(type)?.elements ?? [])
  const deciding = rule?.deciding ?? []
  const elements = {
    all: [...new Set(held.flatMap((grant) => elementsFor(grant, type, authority)))],
    deciding,
    decisive: [...new Set([...deciding, ...constrained])],
  }
  const isCovered = (resource: unknown) => held.some((grant) => covers(grant, type, resource, authority))
  return { whole: 'no', shows: judgeByElements(elements, isCovered) }
}

function reachesEverything({ patient, constraint }: Grant): boolean {
  return patient === undefined && constraint === undefined
}

/** A Provenance is as visible as all it is about: the patient itself, or what this very answer has shown already. */
function judgeByTarget(held: readonly Grant[], authority: Authority): Judge {
  const elements = [
    ...new Set([...provenanceElements, ...held.flatMap((grant) => elementsFor(grant, 'Provenance', authority))]),
  ]
  return {
    whole: 'no',
    shows(bytes, shown) {
      const isShown = ({ type, id }: LiteralReference, patient: string) =>
        shown.has(`${type}/${id}`) || (type === 'Patient' && id === patient)
      const resource = partOf(bytes, elements)
      const targets = provenanceTargets(resource, authority.readReference)
      return held.some(({ patient, constraint }) => {
        if (constraint && !constraint('Provenance')?.matches(resource)) return false
        return patient === undefined || (targets?.every((target) => isShown(target, patient)) ?? false)
      })
    },
  }
}
