import type { Permit } from '../../authorize/decision.ts'
import { batchEntry } from '../../denial/batch-entry.ts'
import { notFoundAnswer } from '../../denial/deny.ts'
import type { SearchInteraction } from '../../fhir/interaction.ts'
import { settled } from '../answers.ts'
import { selfLink } from '../self-link.ts'
import { type Filling, filled, wantedOf } from './filled-page.ts'
import { guarded } from './forward.ts'

/** A search or history with filled pages as one entry of the answer to a batch or transaction; a failure is told in its place. */
export async function filledEntry(permit: Permit, asking: Omit<Filling, 'permit' | 'self'>): Promise<Buffer> {
  const interaction = permit.interaction as SearchInteraction
  const self = selfLink((permit.reach?.shown ?? interaction) as SearchInteraction, asking.parts)
  const fill = () => filled({ ...asking, permit, self }, wantedOf(permit) as number, { skip: 0 })
  const hide = () => settled(asking.exchange, notFoundAnswer)
  const { status, body } = await guarded(asking.exchange, interaction, fill, hide)
  return interaction.head && status === 200
    ? Buffer.from('{"response":{"status":"200 OK"}}')
    : batchEntry({ status, body: Buffer.isBuffer(body) ? body : Buffer.from(String(body)) })
}
