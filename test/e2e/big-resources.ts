import type { Resource } from '../../demo/fhir-server/resource.ts'

/** Stands in every resource of another patient, and nowhere else. */
export const FOREIGN = 'belongs-to-another'

/** Every seventh is large, some are tiny, and own and foreign ones follow each other irregularly. */
export function bigResource(index: number): Resource {
  const mine = isOwn(index)
  const text = `Größe ${index} "quoted" \\ ${'ßüé 読 \u{1f9ea} '.repeat(index % 7 === 0 ? 800 : index % 40)}`
  return {
    resourceType: 'Observation',
    id: `${mine ? 'own' : FOREIGN}-${index}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }], text: mine ? text : `${FOREIGN} ${text}` },
    // The owner comes before and after large parts alike.
    ...(index % 2 === 0 && { note: [{ text }] }),
    subject: { reference: `Patient/${mine ? 'p01' : FOREIGN}` },
    valueQuantity: { value: index / 8, unit: '/min' },
    ...(index % 2 === 1 && { note: [{ text }] }),
  }
}

export function isOwn(index: number): boolean {
  return ((index * 7) % 5) + (index % 3) < 4
}
