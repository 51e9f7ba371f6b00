import type { Resource } from '../fhir-server/resource.ts'
import { concept, day, recordOf, reference, type Subject, SYSTEMS, secretOf, shared } from './elements.ts'

/** A letter as DocumentReference, its text as Binary, and the Provenance of both. */
export function documents(subject: Subject): Resource[] {
  const visit = reference('Encounter', `${subject.id}-enc2`)
  const text = `Synthetic discharge letter ${secretOf(subject.id, 'letter')}`
  const letter = recordOf(subject, 'DocumentReference', 'doc', {
    status: 'current',
    type: concept(SYSTEMS.loinc, '18842-5', 'Discharge summary'),
    subject: reference('Patient', subject.id),
    date: `${day(210 + subject.index * 5)}T12:00:00Z`,
    author: [reference('Practitioner', subject.practitioner)],
    description: text,
    content: [{ attachment: { contentType: 'text/plain', url: `Binary/${subject.id}-letter` } }],
    context: subject.version === 'R5' ? [visit] : { encounter: [visit] },
  })
  const binary = {
    ...shared('Binary', `${subject.id}-letter`),
    contentType: 'text/plain',
    securityContext: reference('DocumentReference', letter.id!),
    data: Buffer.from(text).toString('base64'),
  }
  const provenance = recordOf(subject, 'Provenance', 'prov', {
    target: [reference('DocumentReference', letter.id!), reference('DiagnosticReport', `${subject.id}-report`)],
    recorded: `${day(211 + subject.index * 5)}T12:00:00Z`,
    agent: [
      {
        who: reference('Practitioner', subject.practitioner),
        onBehalfOf: reference('Organization', subject.organization),
      },
    ],
  })
  return [letter, binary, provenance]
}
