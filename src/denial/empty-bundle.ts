import type { Interaction } from '../fhir/interaction.ts'

export type EmptyBundleType = 'searchset' | 'history'

/** Operations on a type that answer with a searchset; on one instance that is not there they answer 404. */
const BUNDLE_OPERATIONS: ReadonlySet<string> = new Set(['everything', 'lastn', 'match', 'docref'])

/** The type of the Bundle that this interaction answers with when it finds nothing; undefined when that is no Bundle. */
export function emptyBundleType(interaction: Interaction): EmptyBundleType | undefined {
  switch (interaction.kind) {
    case 'search':
      return 'searchset'
    case 'history':
      return interaction.level === 'instance' ? undefined : 'history'
    case 'operation':
      return interaction.level !== 'instance' && BUNDLE_OPERATIONS.has(interaction.name) ? 'searchset' : undefined
    default:
      return undefined
  }
}

export interface EmptyBundle {
  readonly type: EmptyBundleType
  /** The self link; absent = no link. */
  readonly self?: string | undefined
  /** For a server whose empty Bundles carry them. Absent by default: a FHIR server need not give either (bundle.html). */
  readonly identity?: { readonly id: string; readonly lastUpdated: string }
}

/**
 * What a search or history that finds nothing is answered with, also with `_summary=count`: `entry` is absent,
 * because FHIR's JSON has no empty arrays (json.html).
 */
export function emptyBundle({ type, self, identity }: EmptyBundle): Buffer {
  const bundle = {
    resourceType: 'Bundle',
    ...(identity && { id: identity.id, meta: { lastUpdated: identity.lastUpdated } }),
    type,
    total: 0,
    ...(self !== undefined && { link: [{ relation: 'self', url: self }] }),
  }
  return Buffer.from(JSON.stringify(bundle))
}
