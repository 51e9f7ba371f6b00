import { expect, test } from 'vitest'
import { narrowingParameter } from '../../../src/authorize/confine/owner-parameters.ts'
import { bytesOf, tried } from './tried.ts'

const subject = { reference: 'Patient/p1' }
const invented = {
  resourceType: 'Invented',
  id: '1',
  subject,
  patient: subject,
  category: [{ coding: [{ code: 'x' }] }],
}

test.each(['patient/*.rs', 'patient/Observation.rs', 'patient/Observation.rs?category=x'])(
  'what an upstream calls a type that FHIR does not have is not shown to a patient, by %s',
  (scopes) => {
    const { visibility } = tried('/Observation', scopes)
    expect(visibility.shows(bytesOf(invented)!)).toBe(false)
    expect(visibility.shows(bytesOf({ ...invented, resourceType: 'Observation' })!)).toBe(true)
  },
)

test('nor can it be searched by patient', () => {
  const { authority } = tried('/Observation', 'patient/*.rs')
  expect(narrowingParameter(authority.definitions, 'Invented')).toBeUndefined()
})
