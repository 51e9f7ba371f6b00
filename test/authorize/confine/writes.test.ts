import { describe, expect, test } from 'vitest'
import { outcome } from './outcome.ts'

const record = 'patient/*.cruds'
const tagged = { meta: { tag: [{ code: 'a' }] } }
const patch = { 'content-type': 'application/json-patch+json' }

function observation(subject: string | undefined, more: object = {}) {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    ...(subject && { subject: { reference: subject } }),
    ...more,
  }
}

describe('what is created belongs to the launch patient, and points to no other', () => {
  test.each<[string, string, object, string]>([
    ['an own record', 'Observation', observation('Patient/p1'), 'POST Observation'],
    ['another’s record', 'Observation', observation('Patient/p2'), 'OUTSIDE_COMPARTMENT'],
    ['nobody’s record', 'Observation', observation(undefined), 'OUTSIDE_COMPARTMENT'],
    ['a type that is nobody’s', 'Organization', { resourceType: 'Organization', name: 'x' }, 'OUTSIDE_COMPARTMENT'],
    ['a patient', 'Patient', { resourceType: 'Patient' }, 'OUTSIDE_COMPARTMENT'],
    [
      'a pointer to another patient',
      'Observation',
      observation('Patient/p1', { focus: [{ reference: 'Patient/p2' }] }),
      'OUTSIDE_COMPARTMENT',
    ],
    [
      'a pointer to a patient elsewhere',
      'Observation',
      observation('Patient/p1', { focus: [{ reference: 'https://elsewhere.example.org/fhir/Patient/p2' }] }),
      'OUTSIDE_COMPARTMENT',
    ],
    [
      'a pointer to a resource that is nobody’s',
      'Observation',
      observation('Patient/p1', { performer: [{ reference: 'Practitioner/1' }] }),
      'POST Observation',
    ],
    [
      'a pointer into itself',
      'Observation',
      observation('Patient/p1', { derivedFrom: [{ reference: '#a' }] }),
      'POST Observation',
    ],
  ])('%s', (_, type, body, expected) => {
    expect(outcome(record, `POST /${type}`, body)).toBe(expected)
  })
})

describe('the condition of a create looks at the launch patient’s records only', () => {
  test.each([
    ['code=x', 'POST Observation if none exist: code=x&patient=Patient/p1'],
    ['patient.name=x', 'POST Observation if none exist: patient.name=x&patient=Patient/p1'],
    ['encounter.status=x', 'CANNOT_BE_CONFINED'],
  ])('%s', (condition, expected) => {
    const headers = { 'if-none-exist': condition }
    expect(outcome(record, 'POST /Observation', observation('Patient/p1'), headers)).toBe(expected)
  })
})

describe('what is changed is the launch patient’s before and after', () => {
  test.each<[string, string, object | undefined, string]>([
    [
      'PUT /Observation/1',
      'as an own record',
      observation('Patient/p1', { id: '1' }),
      'PUT Observation/1, check-stored u patient',
    ],
    ['PUT /Observation/1', 'as another’s', observation('Patient/p2', { id: '1' }), 'OUTSIDE_COMPARTMENT'],
    ['PUT /Observation?code=x', 'by a condition', observation('Patient/p1'), 'CANNOT_BE_CONFINED'],
    ['PUT /Organization/1', 'nobody’s', { resourceType: 'Organization', id: '1' }, 'OUTSIDE_COMPARTMENT'],
    [
      'PUT /Patient/p1',
      'the patient itself',
      { resourceType: 'Patient', id: 'p1' },
      'PUT Patient/p1, check-stored u patient',
    ],
    ['PUT /Patient/p2', 'another patient', { resourceType: 'Patient', id: 'p2' }, 'OUTSIDE_COMPARTMENT'],
    ['DELETE /Observation/1', 'of a type with owners', undefined, 'DELETE Observation/1, check-stored d patient'],
    ['DELETE /Organization/1', 'of a type that is nobody’s', undefined, 'OUTSIDE_COMPARTMENT'],
    ['DELETE /Observation?code=x', 'by a condition', undefined, 'CANNOT_BE_CONFINED'],
    ['DELETE /Patient/p1', 'the patient itself', undefined, 'DELETE Patient/p1, check-stored d patient'],
  ])('%s, %s', (request, _, body, expected) => {
    expect(outcome(record, request, body)).toBe(expected)
  })

  test.each([
    ['PATCH /Observation/1', 'PATCH Observation/1, check-stored u patient'],
    ['PATCH /Organization/1', 'OUTSIDE_COMPARTMENT'],
  ])('%s', (request, expected) => {
    expect(outcome(record, request, [{ op: 'add', path: '/status', value: 'x' }], patch)).toBe(expected)
  })
})

describe('a granular scope covers what is written, not only its type', () => {
  const own = 'patient/Observation.cruds?_tag=a'
  const any = 'user/Observation.cruds?_tag=a'

  test.each<[string, string, object, string]>([
    [own, 'POST /Observation', observation('Patient/p1'), 'OUTSIDE_COMPARTMENT'],
    [own, 'POST /Observation', observation('Patient/p1', tagged), 'POST Observation'],
    [own, 'POST /Observation', observation('Patient/p2', tagged), 'OUTSIDE_COMPARTMENT'],
    [any, 'POST /Observation', observation('Patient/p2'), 'OUTSIDE_COMPARTMENT'],
    [any, 'POST /Observation', observation('Patient/p2', tagged), 'POST Observation'],
    [
      any,
      'PUT /Observation/1',
      observation('Patient/p2', { id: '1', ...tagged }),
      'PUT Observation/1, check-stored u user',
    ],
    [any, 'PUT /Observation/1', observation('Patient/p2', { id: '1' }), 'OUTSIDE_COMPARTMENT'],
    [any, 'POST /Observation/$validate', observation('Patient/p2', tagged), 'CANNOT_BE_CONFINED'],
  ])('%s: %s %j', (scopes, request, body, expected) => {
    expect(outcome(scopes, request, body)).toBe(expected)
  })

  test('a patch is judged once it has been applied', () => {
    const edits = [{ op: 'add', path: '/status', value: 'x' }]
    expect(outcome(any, 'PATCH /Observation/1', edits, patch)).toBe('PATCH Observation/1, check-stored u user')
  })

  test.each([
    [own, observation('Patient/p1', tagged), 'POST Observation if none exist: code=x&_tag=a&patient=Patient/p1'],
    [any, observation('Patient/p2', tagged), 'POST Observation if none exist: code=x&_tag=a'],
    [
      'user/Observation.c user/Observation.s?_tag=a',
      observation('Patient/p2'),
      'POST Observation if none exist: code=x&_tag=a',
    ],
    [
      'user/Observation.c user/Observation.s?_tag=a user/Observation.s?status=final',
      observation('Patient/p2'),
      'CANNOT_BE_CONFINED',
    ],
  ])('%s: a condition looks where its caller may search', (scopes, body, expected) => {
    expect(outcome(scopes, 'POST /Observation', body, { 'if-none-exist': 'code=x' })).toBe(expected)
  })
})
