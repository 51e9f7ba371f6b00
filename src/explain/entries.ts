import type { Decision, Deny } from '../authorize/decision.ts'
import type { BundleInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { isRefusal } from '../fhir/refusal.ts'
import type { WrittenRequest } from '../fhir/write/request.ts'
import type { Principal } from '../scopes/principal.ts'
import { viewDecision, viewRequirement } from './decision-view.ts'
import { judgeRefused, viewDenial } from './denial-view.ts'
import type { DenialView, EntryExplanation, RuleView } from './explanation.ts'
import { viewInteraction } from './interaction-view.ts'
import { type Decided, decide } from './judge.ts'
import type { ExplainParts } from './parts.ts'
import type { RecordedQuestion } from './recorded-questions.ts'
import { decisive, viewRules } from './rules-view.ts'
import { requestOfItsOwn, sentEntries } from './upstream-view.ts'

/**
 * What is made of each entry of a Bundle. A batch answers its entries one by one; a transaction stands or falls whole,
 * so that none of its entries has a denial of its own.
 *
 * @param written the Bundle that is sent, of the permitted entries; undefined when none is.
 */
export function explainEntries(
  bundle: BundleInteraction,
  { decision, asked }: Pick<Decided, 'decision' | 'asked'>,
  written: WrittenRequest | undefined,
  principal: Principal,
  parts: ExplainParts,
): readonly EntryExplanation[] {
  const sent = written === undefined ? [] : [...sentEntries(written)]
  return bundle.entries.map(({ interaction }, index) => {
    if (isRefusal(interaction)) return judgeRefused(interaction)
    // INVARIANT: every entry that could be read has a decision of its own.
    const decided = decision.entries?.[index] as Decision
    const rules = rulesOf(interaction, asked[0], principal, parts)
    const upstream = requestOfItsOwn(decided) ?? (decided.effect === 'permit' ? sent.shift() : undefined)
    return {
      interaction: viewInteraction(interaction),
      requirements: decided.requirements.map(viewRequirement),
      decision: viewDecision(decided),
      ...(decided.effect === 'deny' && bundle.kind === 'batch' && { denial: tellInEntry(decided, principal, parts) }),
      ...(upstream && { upstream }),
      ...(rules.length > 0 && { rules }),
    }
  })
}

/** An entry is decided as if it came alone, under the same circumstances. */
function rulesOf(
  interaction: SingleInteraction,
  envelope: RecordedQuestion | undefined,
  principal: Principal,
  parts: ExplainParts,
): readonly RuleView[] {
  if (envelope === undefined) return []
  const { decision, asked } = decide(interaction, principal, envelope.circumstances, parts)
  return viewRules(decisive(asked, decision), parts)
}

/** An entry's response has no place for headers (http.html#transaction-response). */
function tellInEntry(deny: Deny, principal: Principal, parts: ExplainParts): DenialView {
  const { status, style } = viewDenial(deny, principal, parts)
  return { status, style }
}
