import { isRefusal } from '../../fhir/refusal.ts'
import { readCriterion } from '../../fhir/search/criterion.ts'
import type { Criterion } from '../../fhir/search/query.ts'
import type { Denied, Duties, Verdict } from '../../policy/verdict.ts'
import { type ConstraintMatcher, matcherFor } from '../../scopes/constraint-matcher.ts'
import type { Authority } from '../authority.ts'
import { outsideOfNarrow } from './denials.ts'
import type { Check } from './policy-case.ts'

type Narrow = Duties['narrow']

const unlimited = { parameters: Infinity, orValues: Infinity, includes: Infinity, chainDepth: 0 }

/** What `narrow` adds to a search on a type; undefined when the type has no such search. */
export function criteriaOf(narrow: Narrow, type: string, { definitions }: Authority): readonly Criterion[] | undefined {
  const criteria = narrow.map(({ parameter, value }) => readCriterion(parameter, value, [type], definitions, unlimited))
  return criteria.some((each) => isRefusal(each)) ? undefined : (criteria as readonly Criterion[])
}

/** Tells whether a resource itself fits `narrow`; undefined when that cannot be told of this type as any server would tell it. */
export function matcherOf(narrow: Narrow, type: string, authority: Authority): ConstraintMatcher | undefined {
  if (narrow.length === 0) return { elements: [], isExact: true, matches: () => true }
  const matcher = matcherFor(type, narrow, authority.definitions, authority.readReference)
  return 'unusable' in matcher || !matcher.isExact ? undefined : matcher
}

/**
 * The check of single resources that a permit asks for: its rules that look at them, and its `narrow`. Undefined when
 * `narrow` cannot be told of a resource.
 */
export function checkBy(verdict: Verdict, type: string, authority: Authority): Check | undefined {
  if (verdict.effect === 'deny') return () => verdict
  if (matcherOf(verdict.obligations.narrow, type, authority) === undefined) return undefined
  return (resource): Denied | undefined => {
    const judged = verdict.judge?.judge(resource) ?? verdict
    if (judged.effect === 'deny') return judged
    // The permits of this very resource may narrow by more than those that may permit some.
    const isInside = matcherOf(judged.obligations.narrow, type, authority)?.matches(resource) ?? false
    return isInside ? undefined : outsideOfNarrow(judged)
  }
}
