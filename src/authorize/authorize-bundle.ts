import type { BundleInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { isRefusal } from '../fhir/refusal.ts'
import type { Decision, Deny, Reason } from './decision.ts'

/** Entry by entry, each as if sent alone (SMART "Batches and Transactions"). A transaction stands or falls whole. */
export function authorizeBundle(bundle: BundleInteraction, decide: (entry: SingleInteraction) => Decision): Decision {
  const entries = bundle.entries.map(({ interaction }) => (isRefusal(interaction) ? undefined : decide(interaction)))
  const requirements = entries.flatMap((decision, entry) =>
    (decision?.requirements ?? []).map((judged) => ({ ...judged, requirement: { ...judged.requirement, entry } })),
  )
  const denied = entries.find((decision): decision is Deny => decision?.effect === 'deny')
  if (bundle.kind === 'transaction' && denied) {
    const reason: Reason = {
      ...denied.reason,
      code: 'ENTRY_DENIED',
      detail: `entry ${entries.indexOf(denied)}: ${denied.reason.detail}`,
    }
    const { cause, style, stepUp } = denied
    return {
      effect: 'deny',
      interaction: bundle,
      cause,
      reason,
      requirements,
      entries,
      entry: denied.interaction,
      ...(style !== undefined && { style }),
      ...(stepUp !== undefined && { stepUp }),
    }
  }
  return {
    effect: 'permit',
    interaction: bundle,
    reason: { code: 'ENTRIES_DECIDED', detail: 'each entry is decided on its own' },
    requirements,
    obligations: [],
    entries,
  }
}
