import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const { outcome } = underRules(`
  { id: most, effect: permit, match: { interactions: ["*"] }, obligations: [{ redact: { elements:
    [Patient.birthDate, Patient.managingOrganization, Observation.subject, Observation.value], style: remove } }] }
`)

describe('what a rule redacts is not looked at, followed, or written back', () => {
  test.each([
    ['GET /Patient/1', 'GET Patient/1, redact Patient.birthDate Patient.managingOrganization'],
    ['GET /Patient?birthdate=2000', 'PARAMETER_REDACTED'],
    ['GET /Patient?name=x', 'GET Patient?name=x, redact Patient.birthDate Patient.managingOrganization'],
    ['GET /Patient?organization=1', 'PARAMETER_REDACTED'],
    ['GET /Patient?_sort=birthdate', 'PARAMETER_REDACTED'],
    ['GET /Observation?patient.birthdate=2000', 'PARAMETER_REDACTED'],
    ['GET /Observation?subject:Patient.name=x', 'PARAMETER_REDACTED'],
    [
      'GET /Observation?encounter.status=x',
      'GET Observation?encounter.status=x, redact Observation.subject Observation.value[x]',
    ],
    ['GET /Encounter?patient.birthdate=2000', 'PARAMETER_REDACTED'],
    ['GET /Encounter?patient.name=x', 'GET Encounter?patient.name=x'],
    ['GET /Patient?_has:Observation:subject:code=x', 'PARAMETER_REDACTED'],
    [
      'GET /Patient?_has:Observation:performer:code=x',
      'GET Patient?_has:Observation:performer:code=x, redact Patient.birthDate Patient.managingOrganization',
    ],
    ['GET /Patient?_has:Observation:performer:value-quantity=5', 'PARAMETER_REDACTED'],
    [
      'GET /Patient?_has:Encounter:patient:status=x',
      'GET Patient?_has:Encounter:patient:status=x, redact Patient.birthDate Patient.managingOrganization',
    ],
    ['GET /Observation?value-quantity=5', 'PARAMETER_REDACTED'],
    ['GET /Observation?code-value-quantity=a$5', 'PARAMETER_REDACTED'],
    ['GET /Patient/1/Observation', 'PARAMETER_REDACTED'],
    ['GET /Encounter/1/Observation', 'GET Encounter/1/Observation, redact Observation.subject Observation.value[x]'],
    ['GET /Patient/1/Encounter', 'GET Patient/1/Encounter'],
    ['GET /Patient/1/*', 'PARAMETER_REDACTED'],
    [
      'GET /Patient/1/*?_type=Encounter,Condition',
      'GET Patient/1/*?_type=Encounter,Condition, redact Observation.subject Observation.value[x] Patient.birthDate Patient.managingOrganization',
    ],
    [
      'GET /Observation?_include=Observation:subject',
      'GET Observation, redact Observation.subject Observation.value[x], without _include=Observation:subject',
    ],
    [
      'GET /Observation?_include=Observation:encounter',
      'GET Observation?_include=Observation:encounter, redact Observation.subject Observation.value[x]',
    ],
    [
      'GET /Observation?_include=*',
      'GET Observation, redact Observation.subject Observation.value[x], without _include=Observation:*',
    ],
    [
      'GET /Patient?_revinclude=Observation:subject',
      'GET Patient, redact Patient.birthDate Patient.managingOrganization, without _revinclude=Observation:subject',
    ],
    [
      'GET /Patient?_revinclude=Encounter:patient',
      'GET Patient?_revinclude=Encounter:patient, redact Patient.birthDate Patient.managingOrganization',
    ],
    [
      'GET /?_type=Patient&_lastUpdated=gt2024',
      'GET ?_lastUpdated=gt2024&_type=Patient, redact Observation.subject Observation.value[x] Patient.birthDate Patient.managingOrganization',
    ],
    [
      'GET /?_type=Patient,Encounter&_id=1',
      'GET ?_id=1&_type=Patient,Encounter, redact Observation.subject Observation.value[x] Patient.birthDate Patient.managingOrganization',
    ],
    ['DELETE /Patient/1', 'DELETE Patient/1, redact Patient.birthDate Patient.managingOrganization'],
    ['DELETE /Patient?birthdate=2000', 'PARAMETER_REDACTED'],
    ['GET /Patient/1/$everything', 'PARAMETER_REDACTED'],
    ['GET /Observation/$lastn?patient=1&category=x', 'PARAMETER_REDACTED'],
    ['GET /Observation/$lastn?max=1&value-quantity=5', 'PARAMETER_REDACTED'],
    ['GET /Patient/1/$meta', 'GET Patient/1/$meta, redact Patient.birthDate Patient.managingOrganization'],
    ['GET /Patient/1/_history', 'GET Patient/1/_history, redact Patient.birthDate Patient.managingOrganization'],
    [
      'GET /Patient?_elements=name',
      'GET Patient?_elements=name, redact Patient.birthDate Patient.managingOrganization',
    ],
    ['GET /Patient?_summary=true', 'GET Patient?_summary=true, redact Patient.birthDate Patient.managingOrganization'],
    ['GET /Observation?subject:identifier=a', 'PARAMETER_REDACTED'],
    ['GET /Patient?_text=x', 'PARAMETER_REDACTED'],
    ['GET /Patient?_content=x', 'PARAMETER_REDACTED'],
    ['GET /Patient?_filter=x', 'PARAMETER_CLOSED'],
    ['GET /Patient?_list=1', 'GET Patient?_list=1, redact Patient.birthDate Patient.managingOrganization'],
    ['GET /Encounter?_list=1', 'GET Encounter?_list=1'],
  ])('%s', (request, expected) => {
    expect(outcome(request)).toBe(expected)
  })

  test.each<[string, unknown, string, Record<string, string>?]>([
    ['PUT /Patient/1', { resourceType: 'Patient', id: '1' }, 'OBLIGATION_IMPOSSIBLE'],
    [
      'PUT /Encounter/1',
      { resourceType: 'Encounter', id: '1', status: 'planned', class: { code: 'AMB' } },
      'PUT Encounter/1',
    ],
    [
      'POST /Patient',
      { resourceType: 'Patient' },
      'POST Patient, redact Patient.birthDate Patient.managingOrganization',
    ],
    [
      'POST /Patient',
      {
        resourceType: 'Patient',
        meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }] },
      },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'POST /Patient',
      {
        resourceType: 'Patient',
        meta: {
          security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }],
        },
      },
      'POST Patient, redact Patient.birthDate Patient.managingOrganization',
    ],
    [
      'PATCH /Patient/1',
      [{ op: 'add', path: '/active', value: true }],
      'OBLIGATION_IMPOSSIBLE',
      { 'content-type': 'application/json-patch+json' },
    ],
    ['POST /Patient', { resourceType: 'Patient' }, 'PARAMETER_REDACTED', { 'if-none-exist': 'birthdate=2000' }],
    [
      'POST /Patient',
      { resourceType: 'Patient' },
      'POST Patient if none exist: identifier=a, redact Patient.birthDate Patient.managingOrganization',
      { 'if-none-exist': 'identifier=a' },
    ],
    [
      'PUT /Encounter?patient.birthdate=2000',
      { resourceType: 'Encounter', status: 'planned', class: { code: 'AMB' } },
      'PARAMETER_REDACTED',
    ],
  ])('%s %j', (request, body, expected, headers) => {
    expect(outcome(request, body, headers)).toBe(expected)
  })
})

describe('who is meant by an identifier is told by that identifier', () => {
  const named = underRules(
    '{ id: most, effect: permit, match: { interactions: ["*"] }, obligations: [{ redact: { elements: [Patient.identifier], style: remove } }] }',
  )

  test.each([
    ['GET /Encounter?subject:identifier=a', 'PARAMETER_REDACTED'],
    ['GET /Encounter?subject=Patient/1', 'GET Encounter?subject=Patient/1'],
    ['GET /Encounter?location:identifier=a', 'GET Encounter?location:identifier=a'],
    ['GET /Encounter?patient.identifier=a', 'PARAMETER_REDACTED'],
    ['GET /Encounter?patient:missing=true', 'GET Encounter?patient:missing=true'],
  ])('%s', (request, expected) => {
    expect(named.outcome(request)).toBe(expected)
  })
})
