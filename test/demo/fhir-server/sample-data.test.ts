import { describe, expect, test } from 'vitest'
import { patientIds, sampleData } from '../../../demo/data/sample-data.ts'
import { isObject, type Resource } from '../../../demo/fhir-server/resource.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import { found, ofMode, startWithSample } from './client.ts'

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isObject(value)) return []
  const own = typeof value.reference === 'string' ? [value.reference] : []
  return [...own, ...Object.values(value).flatMap(references)]
}

const nameOf = ({ resourceType, id }: Resource) => `${resourceType}/${id}`

describe.each(['R4', 'R4B', 'R5'] as const)('sample data of %s', (version) => {
  const data = sampleData(version)

  test('is the same in every run', () => {
    expect(sampleData(version)).toEqual(data)
  })

  test('has only known types, each id once, and no reference into the void', () => {
    const names = new Set(data.map(nameOf))
    expect(names.size).toBe(data.length)
    const { resourceTypes } = loadDefinitions(version)
    expect(data.filter(({ resourceType }) => !resourceTypes.has(resourceType))).toEqual([])
    expect(data.flatMap(references).filter((reference) => !names.has(reference))).toEqual([])
  })

  test('has a secret of its own in every resource of a patient, and of no one else', () => {
    for (const resource of data.filter(({ id }) => /^p\d\d-/.test(id!) && !/letter$/.test(id!))) {
      const secrets = new Set(JSON.stringify(resource).match(/SECRET-p\d\d/g))
      expect([resource.id, ...secrets]).toEqual([resource.id, `SECRET-${resource.id!.slice(0, 3)}`])
    }
  })

  test('is found by the searches of its version', async () => {
    const server = await startWithSample({ version })
    try {
      const { json } = await server.call('GET MedicationRequest?patient=p04&_include=MedicationRequest:medication')
      expect(ofMode(json, 'match')).toEqual(['MedicationRequest/p04-rx1', 'MedicationRequest/p04-rx2'])
      expect(ofMode(json, 'include')).toEqual(['Medication/med-shared'])
      const chained = await server.call('GET Encounter?subject:Patient.identifier=MRN-p04&class=IMP')
      expect(found(chained.json)).toEqual(['Encounter/p04-enc2'])
      const reversed = await server.call('GET Patient?_has:Condition:patient:_security=R')
      expect(found(reversed.json)).toEqual(patientIds.filter((_, at) => at % 3 === 0).map((id) => `Patient/${id}`))
      const own = await server.call('GET Patient/p04/Procedure?date=2023')
      expect(found(own.json)).toEqual(['Procedure/p04-proc'])
      expect((await server.call('GET metadata')).json.fhirVersion).toBe(
        { R4: '4.0.1', R4B: '4.3.0', R5: '5.0.0' }[version],
      )
    } finally {
      await server.stop()
    }
  })
})
