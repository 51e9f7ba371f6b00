import { writeForm } from '../fhir/form-pairs.ts'
import type { SingleInteraction } from '../fhir/interaction.ts'
import { addressOf } from '../fhir/write/request.ts'
import type { RoadParts } from './parts.ts'

/** The address of what was answered: the parameters that were used, below our own base (search.html#conformance). */
export function selfLink(interaction: SingleInteraction, { base }: Pick<RoadParts, 'base'>): string {
  const { path, pairs } = addressOf(interaction)
  return `${base}${path && `/${path}`}${pairs.length > 0 ? `?${writeForm(pairs)}` : ''}`
}
