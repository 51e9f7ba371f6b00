import type { OperationInteraction } from '../../fhir/interaction.ts'
import { typesOf } from '../operations.ts'
import type { PolicyCase } from './policy-case.ts'
import { tellsRedacted } from './redacted-parameter.ts'
import { redactionsOf } from './search-disclosure.ts'

/** `start` and `end` are dates of care (patient-operation-everything.html), whatever element says it. */
const dated = new Set(['start', 'end'])

/**
 * By what a `$everything` would tell of redacted elements: one of its parameters, or a type of which resources are
 * gathered because they point to what it starts from. `_type` can leave such a type out.
 */
export function toldByGathering(interaction: OperationInteraction, theCase: PolicyCase): string | undefined {
  const { question, ask, authority } = theCase
  const { type: from = '', parameters } = interaction
  for (const type of typesOf(interaction) ?? authority.definitions.resourceTypes) {
    const verdict = ask({ ...question, resourceType: type, id: undefined, part: 'along' })
    const redactions = verdict.effect === 'permit' ? redactionsOf(verdict, type) : []
    if (redactions.length === 0) continue
    const telling = authority.definitions.searchParameters(type).filter((each) => tellsRedacted(each, redactions))
    if (type !== from && telling.some(({ targets }) => targets.includes(from) || targets.includes('*'))) return type
    const chosen = parameters.find(({ name }) => dated.has(name))
    if (chosen && telling.some((each) => each.type === 'date')) return chosen.name
  }
  return undefined
}
