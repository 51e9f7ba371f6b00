import type { Caller } from '../evaluate/facts.ts'
import { least } from '../least.ts'
import type { Denied, Duties, Permitted } from '../verdict.ts'
import { type Asked, isNothing, joinDuties, noDuties } from './duties.ts'
import { refusedByRules, refusedWithoutPermit } from './refuse.ts'
import { isDenying, isIndeterminate, isPermitting, mayDeny, mayPermit, type Standing } from './standing.ts'

/** A verdict without what rules in shadow mode would have made of it; a permit tells whether resources have to be judged. */
export type Combined =
  | Omit<Denied, 'shadow'>
  | (Omit<Permitted, 'shadow' | 'judge'> & { readonly isConditional: boolean })

/**
 * Default deny, and a deny wins over every permit; the order of rules makes no difference.
 *
 * @param isOpen the policy has no rules, so that the scopes decide where nothing forbids.
 */
export function combine(standings: readonly Standing[], caller: Caller, isOpen: boolean): Combined {
  const indeterminate = standings.filter(isIndeterminate).map(({ compiled }) => compiled.name)
  const denies = standings.filter(isDenying)
  if (denies.length > 0) return { indeterminate, ...refusedByRules(denies) }

  const fitting = standings.filter(isPermitting)
  const permits = fitting.filter(({ hindrance }) => hindrance === undefined)
  const later = standings.filter(mayPermit)
  const possible = later.filter(({ hindrance }) => hindrance === undefined)
  const isSure = isOpen || permits.length > 0
  if (!isSure && possible.length === 0) {
    // None of these is without a hindrance: it would permit.
    const hindered = [...fitting, ...later]
    return { indeterminate, ...refusedWithoutPermit(hindered) }
  }
  const patients = isSure ? undefined : patientsOf(possible, caller)
  const mayRedact = possible.some(redactsSomething)
    ? joinDuties([...permits, ...possible].map(askedBy)).redact
    : undefined
  return {
    effect: 'permit',
    rules: (isSure ? permits : possible).map(({ compiled }) => compiled.name),
    indeterminate,
    obligations: isSure ? sureDuties(permits, possible) : possibleDuties(possible),
    ...(patients && { patients }),
    ...(mayRedact && { mayRedact }),
    isConditional: !isSure || standings.some(mayDeny) || possible.some(asksForSomething),
  }
}

function sureDuties(permits: readonly Standing[], possible: readonly Standing[]): Duties {
  const duties = joinDuties(permits.map(askedBy))
  const maxResults = least(duties.maxResults, ...possible.map(maxResultsOf))
  return maxResults === duties.maxResults ? duties : { ...duties, maxResults }
}

/** Any of them may be the one that permits a resource, so the request is narrowed by what all of them ask for. */
function possibleDuties(possible: readonly Standing[]): Duties {
  const [first, ...others] = possible.map(askedBy)
  const narrow = joinDuties(first === undefined ? [] : [first]).narrow.filter(({ parameter, value }) =>
    others.every((other) => other.narrow.some((each) => each.parameter === parameter && each.value === value)),
  )
  return { ...noDuties, narrow, maxResults: least(...possible.map(maxResultsOf)) }
}

function askedBy({ compiled, narrow }: Standing): Asked {
  return { obligations: compiled.rule.obligations, narrow }
}

function maxResultsOf({ compiled }: Standing): number | undefined {
  return compiled.rule.obligations.maxResults
}

function redactsSomething({ compiled }: Standing): boolean {
  return compiled.rule.obligations.redact.length > 0
}

function asksForSomething({ compiled }: Standing): boolean {
  return !isNothing(compiled.rule.obligations)
}

/** Whose records alone can be permitted; undefined when some permit does not ask whose it is. */
function patientsOf(possible: readonly Standing[], { ownPatient, principal }: Caller): readonly string[] | undefined {
  const patients = new Set<string | undefined>()
  for (const { compiled } of possible) {
    const { relation } = compiled.rule.match
    patients.add(relation === undefined ? undefined : relation === 'self' ? ownPatient : principal.patient)
  }
  return patients.has(undefined) ? undefined : ([...patients] as string[]).sort()
}
