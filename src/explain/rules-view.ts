import type { Decision } from '../authorize/decision.ts'
import { isBundle } from '../fhir/interaction.ts'
import type { PolicyDocument } from '../policy/language.ts'
import { type Trace, trace } from '../policy/trace.ts'
import type { RuleView } from './explanation.ts'
import type { ExplainParts } from './parts.ts'
import type { RecordedQuestion } from './recorded-questions.ts'

/** How every rule stands to what was asked, in the order of the file; with a resource, as it stands to that one. */
export function viewRules(
  asked: RecordedQuestion | undefined,
  { policy, authority }: Pick<ExplainParts, 'policy' | 'authority'>,
  resource?: unknown,
): readonly RuleView[] {
  const { document } = policy
  if (asked === undefined || document === undefined) return []
  return traceOf(asked, document, authority, resource).map(viewRule)
}

/**
 * What decided: the question that was denied for the reason that the decision gives, else the first one. Of a Bundle it
 * is the one about the Bundle as such.
 */
export function decisive(asked: readonly RecordedQuestion[], decision: Decision): RecordedQuestion | undefined {
  const { interaction } = decision
  if (isBundle(interaction)) return asked.find(({ question }) => question.interaction === interaction.kind)
  if (decision.effect === 'permit') return asAsked(asked)
  const { code, detail } = decision.reason
  const denied = asked.filter(({ verdict }) => verdict.effect === 'deny')
  return (
    denied.find(({ verdict }) => verdict.effect === 'deny' && verdict.code === code && verdict.detail === detail) ??
    asked[0]
  )
}

/** What a search over several types asks, type by type, is one question about none in particular. */
function asAsked(asked: readonly RecordedQuestion[]): RecordedQuestion | undefined {
  const [first] = asked
  if (first === undefined) return undefined
  const { question } = first
  const isOverTypes = asked.some(
    ({ question: { part, parameters, resourceType } }) =>
      part === 'asked' && parameters === question.parameters && resourceType !== question.resourceType,
  )
  return isOverTypes ? { ...first, question: { ...question, resourceType: undefined } } : first
}

function traceOf(
  { question, principal, circumstances }: RecordedQuestion,
  document: PolicyDocument,
  authority: ExplainParts['authority'],
  resource: unknown,
): readonly Trace[] {
  const traced = { question, principal, circumstances }
  return trace(document, authority, resource === undefined ? traced : { ...traced, resource })
}

function viewRule({ id, effect, mode, state, place, ...rest }: Trace): RuleView {
  return {
    id,
    effect,
    state,
    ...('key' in rest && { at: rest.key }),
    ...(mode === 'shadow' && { mode }),
    ...place,
  }
}

/** Keys that say what a rule is about: one that fails there has nothing to do with the request. */
const aboutSomethingElse = /^(?:match\.(?:interactions|resources|operations|roles|clients)|tenants\.)/

/** Whether a rule is worth telling of: it fits, may fit, or is about such requests of such callers. */
export function isRelevant({ state, at = '' }: RuleView): boolean {
  return state !== 'off' && !(state === 'failed' && aboutSomethingElse.test(at))
}
