import type { Given } from './explained.ts'

/** Requests whose whole explanation stands in `golden/`, as JSON and as text. */
export const goldenCases: Readonly<Record<string, Given>> = {
  'typed-chain': {
    request: 'GET /Observation?subject:Patient.general-practitioner:Practitioner.name=peter&code=8867-4,8480-6',
    scopes: 'user/Observation.rs user/Patient.s user/Practitioner.s openid',
  },
  'untyped-chain': {
    request: 'GET /Observation?subject.identifier=a%7Cb',
    scopes: 'user/Observation.s user/Patient.s user/Group.s',
  },
  'untyped-chain-narrowed': {
    request: 'GET /Observation?subject.identifier=a%7Cb',
    scopes: 'user/Observation.s user/Patient.s',
  },
  'nested-has': {
    request: 'GET /Patient?_has:Observation:patient:_has:AuditEvent:entity:agent=Practitioner/1',
    scopes: 'user/Patient.rs user/Observation.s',
  },
  'include-iterate': {
    request:
      'GET /MedicationRequest?_include=MedicationRequest:patient&_include:iterate=Patient:general-practitioner:Practitioner&_sort=-authoredon&_count=20',
    scopes: 'user/MedicationRequest.rs user/Patient.rs user/Practitioner.r',
  },
  'include-all': {
    request: 'GET /Encounter?status=finished&_include=*',
    scopes: 'user/Encounter.rs user/Patient.r user/Location.r',
  },
  'conditional-create': {
    request: 'POST /Observation',
    scopes: 'user/Observation.cs user/Foo.rs user/Observation.read-only',
    headers: { 'If-None-Exist': 'identifier=a|b', Prefer: 'return=representation' },
    body: { resourceType: 'Observation', status: 'final' },
  },
  batch: {
    request: 'POST /',
    scopes: 'user/Patient.rs user/Observation.cs',
    body: {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: 'Patient/1' } },
        { request: { method: 'GET', url: 'Condition?subject:Patient.name=a' } },
        { request: { method: 'GET', url: '../Patient/1' } },
        {
          resource: { resourceType: 'Observation', status: 'final' },
          request: { method: 'POST', url: 'Observation', ifNoneExist: 'identifier=a%7Cb' },
        },
      ],
    },
  },
  transaction: {
    request: 'POST /',
    scopes: 'user/Patient.rs',
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { request: { method: 'GET', url: 'Patient/1' } },
        { request: { method: 'DELETE', url: 'Patient?identifier=a%7Cb' } },
      ],
    },
  },
  'post-search': {
    request: 'POST /Patient/_search?name=peter',
    scopes: 'system/Patient.rs',
    body: 'birthdate=ge2000-01-01&_summary=true',
  },
  'whole-compartment': { request: 'GET /Patient/1/*', scopes: 'user/Patient.rs user/Observation.rs user/Condition.r' },
  'patient-search': {
    request: 'GET /Observation?code=8867-4&_include=Observation:performer',
    scopes: 'patient/Observation.rs patient/Patient.r patient/Practitioner.r',
    claims: { patient: 'p1' },
    resources: [
      { resourceType: 'Observation', id: 'own', subject: { reference: 'Patient/p1' } },
      { resourceType: 'Observation', id: 'foreign', subject: { reference: 'Patient/p2' } },
    ],
  },
  'patient-patch': {
    request: 'PATCH /Observation/o1',
    scopes: 'patient/Observation.ru',
    claims: { patient: 'p1' },
    headers: { 'Content-Type': 'application/json-patch+json' },
    body: [{ op: 'replace', path: '/status', value: 'final' }],
  },
  'granular-scope': {
    request: 'GET /Observation',
    scopes: 'user/Observation.rs?category=laboratory',
  },
  everything: {
    request: 'GET /Patient/1/$everything?_since=2024-01-01',
    scopes: 'user/Patient.rs user/Observation.rs user/Condition.r',
    resources: [
      { resourceType: 'Observation', id: 'o1', subject: { reference: 'Patient/1' } },
      { resourceType: 'Condition', id: 'c1' },
    ],
  },
}
