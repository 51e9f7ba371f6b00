import type { SearchQuery } from '../../fhir/search/query.ts'
import type { Redaction } from '../../policy/language.ts'
import type { Denied, Permitted } from '../../policy/verdict.ts'
import type { Requirement } from '../requirement.ts'
import { impossible } from './denials.ts'
import { isUnconditional, type PolicyCase, questionAbout } from './policy-case.ts'
import { tellsRedacted } from './redacted-parameter.ts'
import { searchedParameters } from './searched-parameters.ts'

/** What may be redacted, in resources of any type. */
export function redactionsIn({ mayRedact, obligations }: Permitted): readonly Redaction[] {
  return mayRedact ?? obligations.redact
}

/** What may be redacted in resources of a type: by any rule that permits, whatever it asks of the resource. */
export function redactionsOf(verdict: Permitted, type: string): readonly Redaction[] {
  return redactionsIn(verdict).filter((redaction) => redaction.type === type)
}

/**
 * Whether everything that a search looks into beside its own rows may be searched, by this caller and without looking at
 * single resources: a row that matched tells what it found there (search-disclosure.md §3).
 */
export function refusedLook(requirements: readonly Requirement[], theCase: PolicyCase): Denied | undefined {
  const types = new Map(
    requirements
      .filter(({ role }) => role === 'chained' || role === 'reverse-chained' || role === 'sorted-by')
      .map(({ resourceType, permission }) => [`${resourceType}.${permission}`, { resourceType, permission }] as const),
  )
  for (const { resourceType, permission } of types.values()) {
    const refused = concrete(resourceType, theCase)
      .map((type) => refusedAll(theCase, permission === 'r' ? 'read' : 'search', type))
      .find((each) => each !== undefined)
    if (refused) return refused
  }
  return undefined
}

/** Why not every resource of a type may be found; undefined when all may. */
export function refusedAll({ ask }: PolicyCase, interaction: 'read' | 'search', type: string): Denied | undefined {
  const verdict = ask(questionAbout(interaction, type))
  if (verdict.effect === 'deny') return verdict
  return isUnconditional(verdict) ? undefined : impossible(verdict, `${type} may only be searched in part`)
}

/** The first parameter of a search that looks at what is redacted for this caller, by its name. */
export function redactedLook(
  query: SearchQuery,
  types: readonly string[],
  theCase: PolicyCase,
  own: (type: string) => Permitted | undefined,
): string | undefined {
  const { definitions } = theCase.authority
  const redactions = new Map<string, readonly Redaction[]>()
  function of(type: string): readonly Redaction[] {
    let found = redactions.get(type)
    if (found === undefined) {
      const verdict = own(type) ?? theCase.ask(questionAbout('search', type))
      found = verdict.effect === 'permit' ? redactionsOf(verdict, type) : []
      redactions.set(type, found)
    }
    return found
  }
  return searchedParameters(query, types, definitions).find(({ type, parameter }) => tellsRedacted(parameter, of(type)))
    ?.parameter.code
}

function concrete(type: string, { authority }: PolicyCase): readonly string[] {
  return type === '*' ? [...authority.definitions.resourceTypes] : [type]
}
