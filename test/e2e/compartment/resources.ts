import type { Resource } from '../../../demo/fhir-server/resource.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { type Owned, ownedTypes } from './table.ts'

/** The least that a resource of the type holds: the patient at its place. */
export function owned({ element }: Owned, patient: string): object {
  return placed(element.split('.'), { reference: `Patient/${patient}` })
}

function placed([first = '', ...rest]: readonly string[], reference: object): object {
  const value = rest.length === 0 ? reference : placed(rest, reference)
  return first.endsWith('[]') ? { [first.slice(0, -2)]: [value] } : { [first]: value }
}

/** p01's, p02's, and of every type that is nobody's one. */
export function everyType(version: FhirVersion, types: Iterable<string>): readonly Resource[] {
  const rows = ownedTypes(version)
  const taken = new Set([...rows.map(({ type }) => type), 'Patient', 'Provenance'])
  return [
    { resourceType: 'Patient', id: 'p01' },
    { resourceType: 'Patient', id: 'p02' },
    ...rows.flatMap((row) => [
      { resourceType: row.type, id: 'own', ...owned(row, 'p01') },
      { resourceType: row.type, id: 'foreign', ...owned(row, 'p02') },
    ]),
    provenance('own', 'p01', version),
    provenance('foreign', 'p02', version),
    ...[...types].filter((type) => !taken.has(type)).map((type) => ({ resourceType: type, id: 'some' })),
    ...(version === 'R5' ? [] : [device('own', 'p01'), device('foreign', 'p02')]),
  ]
}

function provenance(id: string, owner: string, version: FhirVersion): Resource {
  const patient = { reference: `Patient/${owner}` }
  return { resourceType: 'Provenance', id, target: [patient], ...(version === 'R5' && { patient }) }
}

function device(id: string, patient: string): Resource {
  return { resourceType: 'Device', id, patient: { reference: `Patient/${patient}` } }
}
