import type { Resource } from '../fhir-server/resource.ts'
import { concept, day, recordOf, reference, type Subject, secretOf } from './elements.ts'
import { ORGANIZATIONS } from './providers.ts'

const PAYER = reference('Organization', ORGANIZATIONS[3])
const INSTITUTIONAL = concept('http://terminology.hl7.org/CodeSystem/claim-type', 'institutional', 'Institutional')

/** Coverage, one claim, and its explanation of benefit. */
export function claims(subject: Subject): Resource[] {
  const patient = reference('Patient', subject.id)
  const insurance = [{ sequence: 1, focal: true, coverage: reference('Coverage', `${subject.id}-cov`) }]
  const created = day(230 + subject.index * 3)
  const common = {
    status: 'active',
    type: INSTITUTIONAL,
    use: 'claim',
    patient,
    created,
    insurer: PAYER,
    provider: reference('Organization', subject.organization),
    insurance,
  }
  return [
    coverage(subject, 'cov', patient),
    recordOf(subject, 'Claim', 'claim', {
      ...common,
      priority: concept('http://terminology.hl7.org/CodeSystem/processpriority', 'normal', 'Normal'),
      total: { value: 120.5 + subject.index, currency: 'EUR' },
    }),
    recordOf(subject, 'ExplanationOfBenefit', 'eob', {
      ...common,
      outcome: 'complete',
      claim: reference('Claim', `${subject.id}-claim`),
      disposition: `Settled ${secretOf(subject.id, 'disposition')}`,
    }),
  ]
}

/** @param subscriber who pays; not always the beneficiary */
export function coverage(subject: Pick<Subject, 'id' | 'version'>, name: string, subscriber: object): Resource {
  return recordOf(subject, 'Coverage', name, {
    status: 'active',
    subscriber,
    beneficiary: reference('Patient', subject.id),
    ...(subject.version === 'R5' ? { kind: 'insurance', insurer: PAYER } : { payor: [PAYER] }),
  })
}
