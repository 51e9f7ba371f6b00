import { expect, test } from 'vitest'
import { hasSingleOwner, isOwnerParameter, narrowingParameter } from '../../src/authorize/confine/owner-parameters.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { Definitions, FhirVersion } from '../../src/fhir/definitions/definitions.ts'

/** Of these nothing is remembered that was found before. */
const fresh = (version: FhirVersion): Definitions => ({ ...loadDefinitions(version) })

test.each<[FhirVersion, string, string | undefined, boolean]>([
  ['R4', 'Observation', 'patient', true],
  ['R4', 'Condition', 'patient', true],
  ['R4', 'Coverage', 'patient', true],
  ['R4', 'ResearchSubject', 'patient', true],
  ['R5', 'Encounter', 'patient', true],
  ['R4', 'Account', 'patient', false],
  ['R4', 'AuditEvent', 'patient', false],
  ['R4', 'Appointment', 'patient', false],
  ['R4', 'Schedule', 'actor', false],
  ['R4', 'Communication', 'patient', true],
  ['R5', 'Composition', 'patient', false],
  ['R4', 'Device', 'patient', true],
  ['R4', 'Practitioner', undefined, false],
])('%s %s is narrowed by %s; its owner is its only one: %s', (version, type, code, single) => {
  const definitions = fresh(version)
  expect(narrowingParameter(definitions, type)?.code).toBe(code)
  expect(hasSingleOwner(definitions, type)).toBe(single)
})

test.each(['R4', 'R4B', 'R5'] as const)(
  '%s: every type of the compartment can be narrowed by one parameter',
  (version) => {
    const definitions = fresh(version)
    const members = [...definitions.resourceTypes].filter(
      (type) => type !== 'Patient' && definitions.compartmentParameters('Patient', type).length > 0,
    )
    expect(members.filter((type) => narrowingParameter(definitions, type) === undefined)).toEqual([])
    for (const type of members) {
      const parameter = narrowingParameter(definitions, type)!
      expect([type, parameter.targets.includes('Patient')]).toEqual([type, true])
      expect([type, isOwnerParameter(definitions, type, parameter)]).toEqual([type, true])
    }
    expect(members.length).toBeGreaterThan(60)
  },
)

test('a parameter is the owner when it reads the very element, and not for pointing at a patient', () => {
  const definitions = fresh('R4')
  const owner = (code: string) => {
    const parameter = definitions.searchParameter('Observation', code)
    return parameter && isOwnerParameter(definitions, 'Observation', parameter)
  }
  expect(['subject', 'patient', 'performer', 'focus', 'encounter', 'code'].map(owner)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('a patient is not owned by the one it links to, and no code is an owner', () => {
  const definitions = fresh('R4')
  const isOwner = (type: string, code: string) =>
    isOwnerParameter(definitions, type, definitions.searchParameter(type, code)!)
  expect(isOwner('Patient', 'link')).toBe(false)
  expect(isOwner('Patient', 'organization')).toBe(false)
  expect(isOwner('Practitioner', 'name')).toBe(false)
  expect(isOwner('Appointment', 'patient')).toBe(true)
  expect(isOwner('Appointment', 'actor')).toBe(true)
  expect(isOwner('Appointment', 'location')).toBe(true)
})
