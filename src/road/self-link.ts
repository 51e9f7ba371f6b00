import { writeForm } from '../fhir/form-pairs.ts'
import type { SingleInteraction } from '../fhir/interaction.ts'
import { addressOf } from '../fhir/write/request.ts'
import type { RoadParts } from './parts.ts'

/** The address of what was answered: the parameters that were used, below our own base (search.html#conformance). */
export function selfLink(interaction: SingleInteraction, { base }: Pick<RoadParts, 'base'>): string {
  const { path, pairs } = addressOf(interaction)
  const query = pairs.length > 0 ? `?${writeForm(pairs)}` : ''
  return path === '' ? atBase(base, query) : `${base}/${path}${query}`
}

/** The base with a query behind it. A bare host gets its slash (RFC 9110 §4.2.3), which not every client would add by itself. */
export function atBase(base: string, query: string): string {
  return query !== '' && /^https?:\/\/[^/]+$/.test(base) ? `${base}/${query}` : `${base}${query}`
}
