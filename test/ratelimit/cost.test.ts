import { describe, expect, test } from 'vitest'
import type { BundleEntry, Interaction } from '../../src/fhir/interaction.ts'
import { costOf } from '../../src/ratelimit/cost.ts'

const common = { head: false, prefer: {}, preconditions: {} }
const read = { ...common, kind: 'read', type: 'Patient', id: '1', controls: [] } as const
const entry: BundleEntry = { index: 0, interaction: read }
const bundle = (kind: 'batch' | 'transaction', entries: readonly BundleEntry[]) =>
  ({ ...common, kind, entries, body: {} }) as unknown as Interaction

describe('what an interaction costs', () => {
  test.each<[string, Interaction, number]>([
    ['a read', read, 1],
    ['a page', { ...common, kind: 'page', cursor: 'c' }, 1],
    ['the capabilities', { ...common, kind: 'capabilities', controls: [] }, 1],
    ['an empty batch', bundle('batch', []), 1],
    ['a batch of four', bundle('batch', [entry, entry, entry, entry]), 4],
    ['a transaction of two', bundle('transaction', [entry, entry]), 2],
    [
      'a batch with an entry that could not be read',
      bundle('batch', [entry, { index: 1, interaction: { refused: 'ENTRY_URL', detail: '' } }]),
      2,
    ],
  ])('%s: %o costs %i', (_, interaction, cost) => expect(costOf(interaction)).toBe(cost))
})
