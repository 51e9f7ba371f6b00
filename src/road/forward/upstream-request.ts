import type { Permit } from '../../authorize/decision.ts'
import { withPageSize } from '../../authorize/whole-resources.ts'
import { type BundleEntry, isBundle } from '../../fhir/interaction.ts'
import { writeBundle } from '../../fhir/write/bundle.ts'
import { type WritableInteraction, type WrittenRequest, writeRequest } from '../../fhir/write/request.ts'

/**
 * The request that a permit lets go upstream, written from the narrowed interaction alone: of a batch the permitted
 * entries. Undefined when no entry is permitted, for then there is nothing to ask.
 */
export function upstreamRequest(permit: Permit): WrittenRequest | undefined {
  const { interaction, obligations, entries } = permit
  if (isBundle(interaction)) {
    const kept = interaction.entries.flatMap((entry, index) => permittedEntry(entry, entries?.[index]))
    return kept.length > 0 ? writeBundle(interaction, kept) : undefined
  }
  const written = writeRequest(sized(interaction as WritableInteraction, obligations))
  if (!obligations.some(({ kind }) => kind === 'no-body')) return written
  return { ...written, headers: { ...written.headers, prefer: 'return=minimal' } }
}

/** Pages of visible rows are made out of pages of another size. */
function sized(interaction: WritableInteraction, obligations: Permit['obligations']): WritableInteraction {
  const size = obligations.find((each) => each.kind === 'fill')?.size
  return size === undefined ? interaction : withPageSize(interaction, size)
}

function permittedEntry(
  entry: BundleEntry,
  decision: NonNullable<Permit['entries']>[number],
): readonly (BundleEntry & { readonly interaction: WritableInteraction })[] {
  return decision?.effect === 'permit' ? [{ ...entry, interaction: decision.interaction as WritableInteraction }] : []
}
