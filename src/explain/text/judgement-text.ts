import type { DenialView, EntryExplanation, Judgement, RequirementView, UpstreamView } from '../explanation.ts'
import { interactionLines } from './interaction-text.ts'
import { obligationText } from './obligation-text.ts'
import { ruleLines } from './rule-text.ts'

/** Puts `text` in a colour, where colours are shown. */
export type Paint = (colour: 'red' | 'green' | 'yellow', text: string) => string

/** What the request is read as, or why it is not. */
export function readingLines({ interaction, refusal }: Judgement): readonly string[] {
  if (interaction) return interactionLines(interaction)
  return [refusal ? `not understood: ${refusal.detail}` : 'not read: the caller is not known']
}

/** Every permission that is needed, with the scope that grants it. What a permit leaves unmet was taken out of the request. */
export function requirementLines({ requirements, decision }: Judgement, paint: Paint): readonly string[] {
  const unmet = decision.effect === 'permit' ? 'no scope, so it is left out' : 'no scope'
  return [...new Set(requirements.map((requirement) => requirementLine(requirement, unmet, paint)))]
}

function requirementLine(
  { resourceType, permission, role, satisfiedBy }: RequirementView,
  unmet: string,
  paint: Paint,
): string {
  const mark = satisfiedBy === undefined ? paint('red', '✗') : paint('green', '✓')
  return `${mark} ${resourceType}.${permission} (${role}): ${satisfiedBy ?? unmet}`
}

export function decisionLines({ decision }: Judgement, paint: Paint): readonly string[] {
  const { effect, reason, obligations, policy } = decision
  const verdict = effect === 'permit' ? paint('green', 'permit') : paint('red', 'deny')
  return [
    `${verdict}: ${reason.code}, ${reason.detail}`,
    ...(policy && policy.rules.length > 0 ? [`by ${policy.rules.join(', ')}`] : []),
    ...obligations.map(obligationText),
    ...(policy?.audit === 'comprehensive' ? ['what is read and written is audited comprehensively'] : []),
    ...(policy && policy.notify.length > 0 ? [`${policy.notify.join(', ')} will be notified`] : []),
    ...(policy?.shadow ?? []).map(({ rule, to }) => `without shadow mode ${rule} would make it: ${to}`),
  ]
}

export function denialLines(denial: DenialView | undefined): readonly string[] {
  if (!denial) return []
  const { status, style, wwwAuthenticate } = denial
  const challenge = wwwAuthenticate === undefined ? [] : [`WWW-Authenticate: ${wwwAuthenticate}`]
  return [`the caller is told ${status} (${style})`, ...challenge]
}

export function upstreamLines(upstream: UpstreamView | undefined): readonly string[] {
  if (!upstream) return ['nothing is sent']
  const { method, url, headers, form, bytes } = upstream
  return [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(form === undefined ? [] : [`form ${form}`]),
    ...(bytes === undefined ? [] : [`body of ${bytes} bytes`]),
  ]
}

export function entryLines(entry: EntryExplanation, showsAll: boolean, paint: Paint): readonly string[] {
  const { upstream, rules = [], denial } = entry
  return [
    ...readingLines(entry),
    ...requirementLines(entry, paint),
    ...ruleLines(rules, showsAll, paint),
    ...decisionLines(entry, paint),
    ...denialLines(denial),
    upstream ? `sent as ${upstream.method} ${upstream.url}` : 'not sent',
  ]
}
