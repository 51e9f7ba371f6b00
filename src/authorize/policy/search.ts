import type { SearchInteraction } from '../../fhir/interaction.ts'
import type { Criterion } from '../../fhir/search/query.ts'
import { criterionName, includeName } from '../../fhir/write/search.ts'
import { least } from '../../policy/least.ts'
import type { Permitted } from '../../policy/verdict.ts'
import { ownerCriterion } from '../confine/search.ts'
import type { Obligation } from '../decision.ts'
import { narrowInclude } from '../narrow/include.ts'
import { requirementsOf } from '../requirements.ts'
import { withoutParts } from '../whole-resources.ts'
import { maxResults, withCount } from './controls.ts'
import { impossible } from './denials.ts'
import { hidesRows, withFilling } from './fill.ts'
import { type Held, isUnconditional, type Outcome, type PolicyCase } from './policy-case.ts'
import { tellsRedacted } from './redacted-parameter.ts'
import { criteriaOf } from './restriction.ts'
import { redactedLook, redactionsOf, refusedLook } from './search-disclosure.ts'
import { followed } from './searched-parameters.ts'

/** A search on one type: what it looks into has to be permitted, and its rows are kept to what the policy leaves. */
export function holdSearch(
  interaction: SearchInteraction & { readonly type: string },
  verdict: Permitted,
  theCase: PolicyCase,
  pageSize: number | undefined,
): Outcome {
  const { type } = interaction
  const looked = lookOf(interaction, [type], () => verdict, theCase)
  if (looked) return looked
  const added = restrictionOf(verdict, type, theCase)
  if (added === undefined) return impossible(verdict, `narrow is not a search on ${type}`)
  const criteria = [...interaction.query.criteria, ...added]
  const obligations: Obligation[] = []
  if (added.length > 0) obligations.push({ kind: 'restrict', by: added.map(criterionName) })
  if (verdict.judge) obligations.push({ kind: 'drop-total' })
  return shaped(
    { ...interaction, query: { ...interaction.query, criteria } },
    [verdict],
    obligations,
    theCase,
    pageSize,
  )
}

/**
 * A search over several types: each is asked for, and left out when the policy refuses it. What the policy adds to one of
 * them cannot be said in such a search; the guard holds it.
 */
export function holdSearchOverTypes(
  interaction: SearchInteraction,
  verdicts: ReadonlyMap<string, Permitted>,
  isWhole: boolean,
  theCase: PolicyCase,
  pageSize: number | undefined,
): Outcome {
  const types = [...verdicts.keys()]
  const looked = lookOf(interaction, types, (type) => verdicts.get(type), theCase)
  if (looked) return looked
  const all = [...verdicts.values()]
  const obligations: Obligation[] = []
  if (!isWhole) obligations.push({ kind: 'narrow', removed: [`types other than ${types.join(', ')}`] })
  if (!isWhole || !all.every(isUnconditional)) obligations.push({ kind: 'drop-total' })
  const narrow = all.flatMap((verdict) => verdict.obligations.narrow)
  if (narrow.length > 0) obligations.push({ kind: 'restrict', by: narrow.map(({ parameter }) => parameter) })
  const query = isWhole ? interaction.query : { ...interaction.query, types }
  return shaped({ ...interaction, query }, all, obligations, theCase, pageSize)
}

function lookOf(
  interaction: SearchInteraction,
  types: readonly string[],
  own: (type: string) => Permitted | undefined,
  theCase: PolicyCase,
): Outcome | undefined {
  const { authority } = theCase
  const refused = refusedLook(requirementsOf(interaction, authority.operations), theCase)
  if (refused) return refused
  const inCompartment = interaction.compartment?.type
  const parameter =
    redactedLook(interaction.query, types, theCase, own) ??
    (inCompartment && types.find((type) => placesRedacted(type, inCompartment)))
  return parameter === undefined ? undefined : { redacted: parameter }

  /** That a row is in a compartment tells what its references hold. */
  function placesRedacted(type: string, compartment: NonNullable<typeof inCompartment>): boolean {
    const verdict = own(type)
    if (verdict === undefined || type === compartment) return false
    return authority.definitions.compartmentParameters(compartment, type).some((code) => {
      const by = authority.definitions.searchParameter(type, code)
      return by !== undefined && tellsRedacted(by, redactionsOf(verdict, type))
    })
  }
}

/** `narrow`, and the owner where nobody else's rows can be permitted; undefined when there is no such search. */
function restrictionOf(
  { obligations: { narrow }, patients }: Permitted,
  type: string,
  { authority }: PolicyCase,
): readonly Criterion[] | undefined {
  const criteria = criteriaOf(narrow, type, authority)
  const [patient] = patients?.length === 1 ? patients : []
  const isOwned = authority.compartment.rule(type)?.kind === 'compartment'
  const owner = patient !== undefined && isOwned ? ownerCriterion(type, patient, authority) : undefined
  return criteria && owner ? [...criteria, owner] : criteria
}

function shaped(
  interaction: SearchInteraction,
  verdicts: readonly Permitted[],
  obligations: readonly Obligation[],
  theCase: PolicyCase,
  pageSize: number | undefined,
): Held {
  const isFilled = hidesRows(interaction, verdicts, theCase.permit)
  const { kept, removed } = keepIncludes(interaction, isFilled, theCase)
  const included = { ...interaction, query: { ...interaction.query, includes: kept } }
  const { interaction: whole, removed: parts } = verdicts.every(isUnconditional)
    ? { interaction: included, removed: [] }
    : withoutParts(included)
  const most = least(...verdicts.map((each) => each.obligations.maxResults))
  const left = [...removed, ...parts]
  const counted = withCount(whole as SearchInteraction, least(most, pageSize))
  const filled = isFilled ? withFilling(counted, least(most, pageSize)) : { interaction: counted, obligations: [] }
  return {
    interaction: filled.interaction,
    obligations: [
      ...obligations,
      ...filled.obligations,
      ...(left.length > 0 ? [{ kind: 'narrow' as const, removed: left }] : []),
      ...maxResults(most),
    ],
  }
}

/**
 * Includes of types that the policy never shows are left out, and so are those that follow a redacted reference. On
 * filled pages also those of the searched types: whether such a row comes as a match or along depends on hidden ones.
 */
function keepIncludes(
  { type: searched, query: { includes, types } }: SearchInteraction,
  isFilled: boolean,
  theCase: PolicyCase,
) {
  const { question, authority, ask } = theCase
  const verdicts = new Map<string, ReturnType<typeof ask>>()
  const along = (type: string) => {
    const verdict = verdicts.get(type) ?? ask({ ...question, resourceType: type, id: undefined, part: 'along' })
    verdicts.set(type, verdict)
    return verdict
  }
  const shows = (type: string) =>
    type === '*'
      ? [...authority.definitions.resourceTypes].every(shows)
      : !(isFilled && isSearched(type)) && along(type).effect === 'permit'
  const isSearched = (type: string) => (searched === undefined ? (types?.includes(type) ?? true) : type === searched)
  const isTelling = (include: (typeof includes)[number]) =>
    followed(include, authority.definitions).some(({ type, parameter }) => {
      const verdict = along(type)
      return verdict.effect === 'permit' && tellsRedacted(parameter, redactionsOf(verdict, type))
    })
  const kept = includes
    .filter((include) => !isTelling(include))
    .flatMap((include) => narrowInclude(include, shows, authority.definitions))
  const isSame = kept.length === includes.length && kept.every((each) => includes.includes(each))
  const names = includes
    .filter((include) => !kept.includes(include))
    .map((include) => `${includeName(include)}=${include.source}:${include.parameter}`)
  return { kept, removed: isSame ? [] : names }
}
