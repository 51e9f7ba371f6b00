import { afterAll, beforeAll, expect, test } from 'vitest'
import { found, ofMode, startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeAll(async () => {
  server = await startWithSample()
})
afterAll(() => server.stop())

test.each<[query: string, expected: string[]]>([
  ['Coverage?beneficiary.identifier=MRN-p05', ['Coverage/p05-cov']],
  ['Coverage?subscriber:Patient.identifier=MRN-p04', ['Coverage/p04-cov', 'Coverage/p03-family']],
  ['Coverage?subscriber:RelatedPerson.identifier=MRN-p04', []],
  ['DiagnosticReport?result.subject:Patient._id=p09', ['DiagnosticReport/p09-report']],
  [
    'DiagnosticReport?result.subject:Patient.general-practitioner.family=Nonesuch&_id=p02-report',
    ['DiagnosticReport/p02-report'],
  ],
  [
    'DiagnosticReport?subject.organization.name=Invented south&_id=p01-report,p02-report',
    ['DiagnosticReport/p02-report'],
  ],
  ['Patient?organization.partof.name=Invented north&_id=p01,p02', ['Patient/p02']],
  ['Patient?_has:Observation:focus:subject=Patient/p01', ['Patient/p02']],
  ['Patient?_has:Coverage:subscriber:beneficiary:Patient.identifier=MRN-p03', ['Patient/p03', 'Patient/p04']],
  ['Patient?_has:RelatedPerson:patient:name=mater', ['Patient/p07']],
  ['Patient?_has:Encounter:patient:_has:Procedure:encounter:_id=p07-proc', ['Patient/p07']],
  ['Patient?_has:Encounter:patient:_has:Procedure:encounter:_id=none', []],
  [
    'Encounter?patient._has:Group:member:_id=cohort&type=185349003&class=IMP',
    [1, 2, 3, 4, 5].map((n) => `Encounter/p0${n}-enc2`),
  ],
  [
    'Practitioner?_has:PractitionerRole:practitioner:organization=org-south',
    ['dr02', 'dr04', 'dr06'].map((id) => `Practitioner/${id}`),
  ],
])('chain: %s', async (query, expected) => {
  const { status, json } = await server.call(`GET ${query}`)
  expect({ status, found: found(json) }).toEqual({ status: 200, found: expected })
})

const GP = 'Practitioner/dr01'
test.each<[query: string, expected: string[]]>([
  ['Patient?_id=p01&_include=Patient:general-practitioner', [GP]],
  ['Patient?_id=p01&_include=Patient:general-practitioner:Organization', []],
  [
    'Patient?_id=p01&_include=Patient:general-practitioner:Practitioner&_include=Patient:organization',
    [GP, 'Organization/org-north'],
  ],
  ['Patient?_id=p02&_include=Patient:organization&_include=Organization:partof', ['Organization/org-south']],
  [
    'Patient?_id=p02&_include=Patient:organization&_include:iterate=Organization:partof',
    ['Organization/org-south', 'Organization/org-north'],
  ],
  [
    'Patient?_id=p02&_include=Patient:organization&_include:recurse=Organization:partof',
    ['Organization/org-south', 'Organization/org-north'],
  ],
  ['Patient?_id=p05&_include=*', ['Practitioner/dr05', 'Organization/org-north', 'Patient/p06']],
  ['Patient?_id=p05&_include=Patient:*', ['Practitioner/dr05', 'Organization/org-north', 'Patient/p06']],
  ['Patient?_id=p05&_include=Observation:*', []],
  ['Patient?_id=p03&_revinclude=Coverage:beneficiary', ['Coverage/p03-cov', 'Coverage/p03-family']],
  ['Patient?_id=p04&_revinclude=Coverage:subscriber', ['Coverage/p04-cov', 'Coverage/p03-family']],
  ['Patient?_id=p04&_revinclude=Coverage:subscriber:Group', []],
  ['Patient?_id=p07&_revinclude=RelatedPerson:patient', ['RelatedPerson/p07-mother']],
  [
    'Patient?_id=p09&_revinclude=Claim:patient&_revinclude:iterate=ExplanationOfBenefit:claim',
    ['Claim/p09-claim', 'ExplanationOfBenefit/p09-eob'],
  ],
  ['DocumentReference?_id=p01-doc&_revinclude=Provenance:target', ['Provenance/p01-prov']],
  ['Appointment?_id=p08-couple&_include=Appointment:patient', ['Patient/p08', 'Patient/p09']],
])('include: %s', async (query, expected) => {
  const { json } = await server.call(`GET ${query}`)
  expect(ofMode(json, 'include').sort()).toEqual([...expected].sort())
  expect(ofMode(json, 'match')).toHaveLength(1)
})

test('iteration over a circle of references ends, each resource once', async () => {
  const { json } = await server.call('GET Patient?_id=p05&_include:iterate=*&_revinclude:iterate=*&_count=1')
  expect(new Set(found(json)).size).toBe(found(json).length)
  expect(found(json)).toContain('Patient/p20')
})
