import type { Permit } from '../authorize/decision.ts'
import type { DeleteInteraction, PatchInteraction, UpdateInteraction } from '../fhir/interaction.ts'

const version = { ifMatch: 'W/"{stored version}"' } as const

/** Whether the gateway reads and judges the stored version before it sends a change. */
function checksStored({ obligations }: Permit): boolean {
  return obligations.some(({ kind }) => kind === 'check-stored')
}

/** Whether the body that is sent is made of the stored version, so that it cannot be known before. */
export function sendsPatched(permit: Permit): boolean {
  if (permit.entries) return permit.entries.some((entry) => entry?.effect === 'permit' && sendsPatched(entry))
  return permit.interaction.kind === 'patch' && checksStored(permit)
}

/**
 * A permit as it is sent once the stored versions have been judged: each change names the version that was judged, and a
 * patch has been applied and is sent as an update (its body, as it is not known here, stays the patch).
 */
export function afterChecks(permit: Permit): Permit {
  if (permit.entries) {
    const entries = permit.entries.map((entry) => (entry?.effect === 'permit' ? afterChecks(entry) : entry))
    return { ...permit, entries }
  }
  if (!checksStored(permit) || permit.interaction.kind === 'operation') return permit
  const change = permit.interaction as UpdateInteraction | PatchInteraction | DeleteInteraction
  if (change.kind !== 'patch') return { ...permit, interaction: { ...change, preconditions: version } }
  const { dialect: _, ...update } = change
  return { ...permit, interaction: { ...update, kind: 'update', preconditions: version } }
}
