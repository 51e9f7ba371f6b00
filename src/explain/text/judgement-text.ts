import type { DenialView, EntryExplanation, Judgement, RequirementView, UpstreamView } from '../explanation.ts'
import { interactionLines } from './interaction-text.ts'
import { obligationText } from './obligation-text.ts'

/** Puts `text` in a colour, where colours are shown. */
export type Paint = (colour: 'red' | 'green' | 'yellow', text: string) => string

/** What the request is read as, or why it is not. */
export function readingLines({ interaction, refusal }: Judgement): readonly string[] {
  if (interaction) return interactionLines(interaction)
  return [refusal ? `not understood: ${refusal.detail}` : 'not read, for the caller is not known']
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

export function decisionLines({ decision, denial }: Judgement, paint: Paint): readonly string[] {
  const { effect, reason, obligations } = decision
  const verdict = effect === 'permit' ? paint('green', 'permit') : paint('red', 'deny')
  return [`${verdict}: ${reason.code}, ${reason.detail}`, ...obligations.map(obligationText), ...denialLines(denial)]
}

function denialLines(denial: DenialView | undefined): readonly string[] {
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

export function entryLines(entry: EntryExplanation, paint: Paint): readonly string[] {
  const { upstream } = entry
  return [
    ...readingLines(entry),
    ...requirementLines(entry, paint),
    ...decisionLines(entry, paint),
    upstream ? `sent as ${upstream.method} ${upstream.url}` : 'not sent',
  ]
}
