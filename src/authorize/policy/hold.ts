import type { HistoryInteraction, SearchInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import { least } from '../../policy/least.ts'
import type { Denied, Permitted, Verdict } from '../../policy/verdict.ts'
import type { Obligation } from '../decision.ts'
import { withoutParts } from '../whole-resources.ts'
import { maxResults, withCount } from './controls.ts'
import { impossible } from './denials.ts'
import { isFilled, withFilling } from './fill.ts'
import { holdOperation } from './operation.ts'
import { type Held, isUnconditional, type Outcome, type PolicyCase } from './policy-case.ts'
import { checkBy, matcherOf } from './restriction.ts'
import { holdSearch, holdSearchOverTypes } from './search.ts'
import { holdWrite } from './write.ts'

/** What the policy leaves of an interaction, and the permits that it rests on. */
export interface Holding {
  readonly verdicts: readonly Permitted[]
  readonly outcome: Outcome
}

/** Asks the policy about an interaction and keeps it to the answer. @param pageSize the most of a page, if limited. */
export function holdByKind(theCase: PolicyCase, pageSize: number | undefined): Holding {
  const { permit, question, ask } = theCase
  const { interaction } = permit
  const isOverTypes =
    (interaction.kind === 'search' || interaction.kind === 'history') && interaction.type === undefined
  if (isOverTypes) return holdOverTypes(interaction, theCase, pageSize)
  const verdict = ask(question)
  if (verdict.effect === 'deny') return { verdicts: [], outcome: verdict }
  return { verdicts: [verdict], outcome: hold(interaction, verdict, theCase, pageSize) }
}

function hold(
  interaction: SingleInteraction,
  verdict: Permitted,
  theCase: PolicyCase,
  pageSize: number | undefined,
): Outcome {
  switch (interaction.kind) {
    case 'capabilities':
      return { interaction, obligations: [] }
    case 'search':
      return holdSearch(interaction as SearchInteraction & { type: string }, verdict, theCase, pageSize)
    case 'read':
    case 'vread':
    case 'history':
      return holdFound(interaction, interaction.type as string, verdict, theCase, pageSize)
    case 'operation':
      return holdOperation(interaction, verdict, theCase)
    default:
      return holdWrite(interaction, verdict, theCase)
  }
}

/** What is found by its address: nothing can be added, so the guard alone judges what comes back. */
function holdFound(
  interaction: SingleInteraction,
  type: string,
  verdict: Permitted,
  { authority, permit }: PolicyCase,
  pageSize: number | undefined,
): Outcome {
  if (checkBy(verdict, type, authority) === undefined)
    return impossible(verdict, `narrow cannot be checked on a ${type}`)
  const most = interaction.kind === 'history' ? verdict.obligations.maxResults : undefined
  const counted = withCount(interaction, least(most, pageSize))
  if (isUnconditional(verdict) && !isFilled(permit)) return { interaction: counted, obligations: maxResults(most) }
  const { interaction: whole, removed } = withoutParts(counted)
  const filled =
    whole.kind === 'history' ? withFilling(whole, least(most, pageSize)) : { interaction: whole, obligations: [] }
  const obligations: Obligation[] = [...maxResults(most), { kind: 'drop-total' }, ...filled.obligations]
  if (removed.length > 0) obligations.push({ kind: 'narrow', removed })
  return { interaction: filled.interaction, obligations }
}

/** Each type is asked for by itself; what is refused, or cannot be kept to what is permitted, is left out. */
function holdOverTypes(
  interaction: SearchInteraction | HistoryInteraction,
  theCase: PolicyCase,
  pageSize: number | undefined,
): Holding {
  const { question, ask, authority } = theCase
  const named = interaction.kind === 'search' ? interaction.query.types : interaction.types
  const types = named ?? [...authority.definitions.resourceTypes]
  const permits = new Map<string, Permitted>()
  let denied: Denied | undefined
  for (const type of types) {
    const verdict: Verdict = ask({ ...question, resourceType: type })
    if (verdict.effect === 'deny') denied ??= verdict
    else if (matcherOf(verdict.obligations.narrow, type, authority) !== undefined) permits.set(type, verdict)
    else denied ??= impossible(verdict, `narrow cannot be checked on a ${type}`)
  }
  const verdicts = [...permits.values()]
  if (denied !== undefined && verdicts.length === 0) return { verdicts, outcome: denied }
  const outcome =
    interaction.kind === 'search'
      ? holdSearchOverTypes(interaction, permits, denied === undefined, theCase, pageSize)
      : holdHistory(interaction, permits, denied === undefined, theCase, pageSize)
  return { verdicts, outcome }
}

function holdHistory(
  interaction: HistoryInteraction,
  permits: ReadonlyMap<string, Permitted>,
  isWhole: boolean,
  { permit }: PolicyCase,
  pageSize: number | undefined,
): Held {
  const types = [...permits.keys()]
  const verdicts = [...permits.values()]
  const most = least(...verdicts.map(({ obligations }) => obligations.maxResults))
  const counted = withCount(isWhole ? interaction : { ...interaction, types }, least(most, pageSize))
  const isAll = isWhole && !isFilled(permit) && verdicts.every(isUnconditional)
  const { interaction: whole, removed } = isAll ? { interaction: counted, removed: [] } : withoutParts(counted)
  const left = [...(isWhole ? [] : [`types other than ${types.join(', ')}`]), ...removed]
  const obligations: Obligation[] = [...maxResults(most)]
  if (left.length > 0) obligations.push({ kind: 'narrow', removed: left })
  if (isAll) return { interaction: whole, obligations }
  // Not even the types can be said in a history of the system.
  const filled = withFilling(whole as HistoryInteraction, least(most, pageSize))
  return {
    interaction: filled.interaction,
    obligations: [...obligations, { kind: 'drop-total' }, ...filled.obligations],
  }
}
