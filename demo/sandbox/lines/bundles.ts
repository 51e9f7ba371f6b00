import type { Resource } from '../../fhir-server/resource.ts'

type Request = readonly [method: string, url: string, resource?: Resource]

export function bundle(type: 'batch' | 'transaction', requests: readonly Request[]): Resource {
  const entry = requests.map(([method, url, resource]) => ({ ...(resource && { resource }), request: { method, url } }))
  return { resourceType: 'Bundle', type, entry }
}

/** A new measurement of p01. */
export const heartRate: Resource = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
  subject: { reference: 'Patient/p01' },
  valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
}

/** A new diagnosis of p01. */
export const asthma: Resource = {
  resourceType: 'Condition',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '195967001', display: 'Asthma' }] },
  subject: { reference: 'Patient/p01' },
}
