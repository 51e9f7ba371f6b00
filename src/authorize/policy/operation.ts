import type { OperationInteraction } from '../../fhir/interaction.ts'
import type { Permitted } from '../../policy/verdict.ts'
import type { Obligation } from '../decision.ts'
import { answersWithBundle } from '../operations.ts'
import { maxResults } from './controls.ts'
import { impossible } from './denials.ts'
import { isUnconditional, type Outcome, type PolicyCase } from './policy-case.ts'
import { toldByGathering } from './record-disclosure.ts'
import { tellsRedacted } from './redacted-parameter.ts'
import { checkBy } from './restriction.ts'
import { redactionsIn, redactionsOf } from './search-disclosure.ts'

/** Operations that look for resources by what they are given, in a way that is not read here. */
const searching: ReadonlySet<string> = new Set(['match', 'find'])

/**
 * An operation: an instance that rules look at is read and judged first. One that makes its answer of resources instead of
 * answering with them cannot be kept to some of them, nor to some of their elements.
 */
export function holdOperation(interaction: OperationInteraction, verdict: Permitted, theCase: PolicyCase): Outcome {
  const { name, type, level } = interaction
  const { permit, question, authority, ask } = theCase
  const answersResources = answersWithBundle(interaction) && !searching.has(name)
  const isInstance = level === 'instance' && type !== undefined
  // What is asked of no type may be made of resources of any.
  const results = ask({ ...question, id: undefined, part: 'along' })
  const leaving = results.effect === 'permit' ? results : undefined
  const redactions =
    leaving === undefined ? [] : type === undefined ? redactionsIn(leaving) : redactionsOf(leaving, type)
  if (redactions.length > 0 && !answersResources && !revealsNothing(name))
    return impossible(verdict, `$${name} cannot be kept from what is redacted`)
  const looked = looksOf(interaction).find(looksAtRedacted)
  if (looked) return { redacted: looked }
  const gathering = name === 'everything' ? toldByGathering(interaction, theCase) : undefined
  if (gathering !== undefined) return { redacted: gathering }
  const limits: readonly Obligation[] = maxResults(verdict.obligations.maxResults)
  const isWhole = isUnconditional(verdict) && (type === undefined || leaving === undefined || isUnconditional(leaving))
  if (isWhole) return { interaction, obligations: limits }
  if (!isInstance) {
    return answersResources
      ? { interaction, obligations: [...limits, { kind: 'drop-total' }] }
      : impossible(verdict, `$${name} cannot be kept to some of its resources`)
  }
  const check = checkBy(verdict, type, authority)
  if (check === undefined) return impossible(verdict, `narrow cannot be checked on a ${type}`)
  const context = permit.requirements.find(({ requirement }) => requirement.role === 'operation')?.context ?? 'user'
  const checked: Obligation = { kind: 'check-stored', permission: 'r', context }
  return { interaction, obligations: [...limits, checked, { kind: 'drop-total' }], stored: check }

  /** Parameters such as those of `$lastn` are searches on the type. */
  function looksAtRedacted(text: string): boolean {
    const code = /^[^:.]*/.exec(text)?.[0] ?? text
    return [...new Set(redactions.map((redaction) => redaction.type))].some((each) => {
      const parameter = authority.definitions.searchParameter(each, code)
      const own = redactions.filter((redaction) => redaction.type === each)
      return parameter !== undefined && tellsRedacted(parameter, own)
    })
  }
}

/** The search parameters that a call looks at: those it is given, and those it chooses by. */
function looksOf({ name, parameters }: OperationInteraction): readonly string[] {
  const given = parameters.map((each) => each.name)
  // The newest of each code (observation-operation-lastn.html).
  if (name === 'lastn') return [...given, 'code', 'date']
  const isDated = name === 'docref' && given.some((each) => each === 'start' || each === 'end')
  return isDated ? [...given, 'period'] : given
}

/** `$validate` tells what is wrong with what the caller sends; `$meta` speaks of `meta` alone. */
function revealsNothing(name: string): boolean {
  return name === 'validate' || name === 'meta'
}
