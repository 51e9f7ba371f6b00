import type { SingleInteraction } from '../../fhir/interaction.ts'
import type { DenialCause } from '../../policy/denial-policy.ts'
import type { Obligation, Reason } from '../decision.ts'

/** An interaction kept within what its grants reach, and what that obliges to; or why it cannot be. */
export type Confinement =
  | { readonly interaction: SingleInteraction; readonly obligations: readonly Obligation[] }
  | { readonly cause: DenialCause; readonly reason: Reason }

export function isConfined(
  confinement: Confinement,
): confinement is Extract<Confinement, { readonly interaction: SingleInteraction }> {
  return 'interaction' in confinement
}

/** It asks for what is another patient's, or nobody's: answered as if it were not there. */
export function outside(detail: string): Confinement {
  return { cause: 'compartment', reason: { code: 'OUTSIDE_COMPARTMENT', detail } }
}

/** It asks in a way that cannot be kept within reach. */
export function unconfinable(detail: string): Confinement {
  return { cause: 'parameter', reason: { code: 'CANNOT_BE_CONFINED', detail } }
}

/** Nothing to add: the guard judges what comes back. */
export function asIs(interaction: SingleInteraction, ...obligations: readonly Obligation[]): Confinement {
  return { interaction, obligations }
}
