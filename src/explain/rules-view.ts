import type { Decision } from '../authorize/decision.ts'
import { isBundle } from '../fhir/interaction.ts'
import type { PolicyDocument } from '../policy/language.ts'
import { type Trace, trace } from '../policy/trace.ts'
import type { RuleView } from './explanation.ts'
import type { Overheard } from './overheard.ts'
import type { ExplainParts } from './parts.ts'

/** How every rule stands to what was asked, in the order of the file; with a resource, as it stands to that one. */
export function viewRules(
  heard: Overheard | undefined,
  { policy, authority }: Pick<ExplainParts, 'policy' | 'authority'>,
  resource?: unknown,
): readonly RuleView[] {
  const { document } = policy
  if (heard === undefined || document === undefined) return []
  return traceOf(heard, document, authority, resource).map(viewRule)
}

/**
 * What decided: the question that was denied for the reason that the decision gives, else the first one. Of a Bundle it
 * is the one about the Bundle as such.
 */
export function decisive(heard: readonly Overheard[], decision: Decision): Overheard | undefined {
  const { interaction } = decision
  if (isBundle(interaction)) return heard.find(({ question }) => question.interaction === interaction.kind)
  if (decision.effect === 'permit') return asAsked(heard)
  const { code, detail } = decision.reason
  const denied = heard.filter(({ verdict }) => verdict.effect === 'deny')
  return (
    denied.find(({ verdict }) => verdict.effect === 'deny' && verdict.code === code && verdict.detail === detail) ??
    heard[0]
  )
}

/** What a search over several types asks, type by type, is one question about none in particular. */
function asAsked(heard: readonly Overheard[]): Overheard | undefined {
  const [first] = heard
  if (first === undefined) return undefined
  const { question } = first
  const isOverTypes = heard.some(
    ({ question: { part, parameters, resourceType } }) =>
      part === 'asked' && parameters === question.parameters && resourceType !== question.resourceType,
  )
  return isOverTypes ? { ...first, question: { ...question, resourceType: undefined } } : first
}

function traceOf(
  { question, principal, circumstances }: Overheard,
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
