import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const refused = (query: string, more: Partial<Attack> = {}): Attack => ({
  send: `GET /${query}`,
  status: 403,
  received: 'none',
  ...more,
})

/** Criteria whose answer, were it given, would tell what stands in a record of someone else. */
const reaching: readonly Attack[] = [
  // Owners of records that may have several, and so not only this one.
  'Appointment?patient.birthdate=1967-01-01',
  'Appointment?patient:Patient.name=Mockson',
  'Appointment?actor:Patient.name=Mockson',
  'Appointment?actor:Patient.identifier=MRN-p02',
  'Account?subject:Patient.name=Mockson',
  'Account?patient.birthdate=1967-01-01',
  'Schedule?actor:Patient.name=Mockson',
  'Patient?_has:Appointment:actor:actor:Patient.name=Mockson',
  'Patient?_has:Account:subject:subject:Patient.name=Mockson',
  'Appointment?actor:identifier=MRN-p02',
  'Account?subject:identifier=MRN-p02',
  // References that are no owners.
  'Observation?focus:Patient.name=Mockson',
  'Observation?performer:Patient.name=Mockson',
  'Observation?derived-from:Observation.code=15074-8',
  'Observation?has-member:Observation.subject=Patient/p02',
  'Observation?encounter.status=finished',
  'Observation?encounter:Encounter.class=AMB',
  'Observation?encounter:identifier=urn:x|1',
  'Observation?derived-from:identifier=urn:x|1',
  'Coverage?policy-holder:Patient.name=Mockson',
  'Coverage?subscriber:Patient.birthdate=1967-01-01',
  'Coverage?payor:Patient.name=Mockson',
  'Patient?link:Patient.name=Mockson',
  'Patient?link.birthdate=1967-01-01',
  'List?item:Patient.name=Mockson',
  'List?item:Observation.code=15074-8',
  'Observation?patient.link:Patient.name=Mockson',
  'Encounter?part-of.patient=Patient/p02',
  'Encounter?part-of:below=p02-enc1',
  'Encounter?diagnosis:Condition.code=1',
  'CarePlan?care-team.participant=Patient/p02',
  // What others say of a patient.
  'Patient?_has:Observation:performer:code=stray',
  'Patient?_has:Observation:focus:code=stray',
  'Patient?_has:AllergyIntolerance:asserter:code=1',
  'Patient?_has:Coverage:policy-holder:status=active',
  'Patient?_has:Group:member:_id=cohort',
  'Patient?_has:List:item:title=x',
  'Patient?_has:Task:owner:status=x',
  'Patient?_has:AuditEvent:entity:agent=x',
  'Patient?_has:Provenance:target:recorded=2023',
  'Patient?_has:Person:link:name=x',
  'Patient?_has:Patient:link:name=Mockson',
  'Observation?_has:Observation:has-member:code=15074-8',
  'Observation?_has:List:item:subject=Patient/p02',
  'Observation?_has:Provenance:target:agent=x',
  'Observation?_has:DiagnosticReport:result:code=x',
  'Encounter?_has:Observation:encounter:code=x',
  'Encounter?_has:Encounter:part-of:patient=Patient/p02',
  'Medication?_has:MedicationRequest:medication:subject=Patient/p02',
  'Practitioner?_has:Observation:performer:subject=Patient/p02',
  'Practitioner?_has:Patient:general-practitioner:name=Mockson',
  'Practitioner?_has:Encounter:practitioner:patient=Patient/p02',
  'Practitioner?_has:List:item:title=x',
  'Organization?_has:Patient:organization:birthdate=1967-01-01',
  'Location?_has:Encounter:location:patient=Patient/p02',
  'Organization?_has:Device:organization:patient=Patient/p02',
  // Membership.
  'Observation?_list=x-list',
  'Practitioner?_list=x-list',
  'Patient?_list=x-list',
  'Observation?_list=$current-problems',
  'Patient/p01/*?_list=x-list',
  'Patient/p01/Observation?_list=x-list',
  // Orders.
  'Observation?_sort=encounter.date',
  'Appointment?_sort=patient.birthdate',
  // Second languages.
  'Observation?_filter=subject eq Patient/p02',
  'Observation?_query=anything',
  'Observation?_contained=true',
  'Observation?_containedType=contained&_contained=both',
  // Everything of everyone.
  '?_type=Observation',
  '?_type=Patient,Observation&_lastUpdated=gt2000',
  '?_lastUpdated=gt2000',
  'Practitioner/dr01/*',
  'Encounter/p01-enc1/*',
].map((query) => refused(query.replaceAll(' ', '%20')))

const unreadable: readonly Attack[] = [
  'Patient?_has:Observation:subject=x',
  'Practitioner?_sort=_has:Observation:performer:date',
  'Organization?_has:PractitionerRole:organization:_has:Encounter:practitioner:patient=Patient/p02',
  'Observation?patient:mdm=p02',
  'Observation?PATIENT=p02',
  'Observation?patient[]=p02',
  'Observation?_compartment=Patient/p02',
  'Observation?_in=Group/cohort',
  'Observation?subject:in=Group/cohort',
  'Observation?_getpages=1',
  'Observation?_getpagesoffset=1',
  'Observation?_pid=1',
  'Observation?ct=1',
  'Observation?patient:not=p02',
  'Observation?subject=Patient?identifier=MRN-p02',
].map((query) => refused(query, { status: 400 }))

/** What stays: the caller's own restriction cannot be talked away, and own data still comes. */
const OWN = 'patient=Patient/p01'
const narrowed: readonly Attack[] = [
  ['Observation?subject=Patient/p01,Patient/p02', `Observation?subject=Patient/p01,Patient/p02&${OWN}`],
  ['Observation?patient:missing=true', `Observation?patient:missing=true&${OWN}`],
  ['Observation?subject:missing=false', `Observation?subject:missing=false&${OWN}`],
  ['Observation?subject=Group/cohort', `Observation?subject=Group/cohort&${OWN}`],
  ['Observation?subject:Group=cohort', `Observation?subject:Group=cohort&${OWN}`],
  ['Observation?performer=Patient/p01', `Observation?performer=Patient/p01&${OWN}`],
  ['Observation?focus=Patient/p02', `Observation?focus=Patient/p02&${OWN}`],
  ['Observation?subject:identifier=MRN-p02', `Observation?subject:identifier=MRN-p02&${OWN}`],
  [
    'Observation?subject=http://elsewhere.example/fhir/Patient/p01',
    `Observation?subject=http://elsewhere.example/fhir/Patient/p01&${OWN}`,
  ],
  ['Observation?patient=', `Observation?${OWN}`],
  ['Observation', `Observation?${OWN}`],
  ['Observation?code:not=x', `Observation?code:not=x&${OWN}`],
  ['Observation?encounter=Encounter/p02-enc1', `Observation?encounter=Encounter/p02-enc1&${OWN}`],
  ['Observation?_id=p02-lab1,p01-lab1', `Observation?_id=p02-lab1,p01-lab1&${OWN}`],
  ['Patient', 'Patient?_id=p01'],
  ['Patient?_id=p01,p02', 'Patient?_id=p01,p02&_id=p01'],
  ['Patient?identifier=MRN-p02', 'Patient?identifier=MRN-p02&_id=p01'],
  ['Patient?link=Patient/p02', 'Patient?link=Patient/p02&_id=p01'],
  ['Patient?birthdate=gt1900', 'Patient?birthdate=gt1900&_id=p01'],
  ['AllergyIntolerance?recorder=Patient/p01', `AllergyIntolerance?recorder=Patient/p01&${OWN}`],
  ['Practitioner/dr01/Observation', `Practitioner/dr01/Observation?${OWN}`],
  ['Patient/p01/Observation', `Observation?${OWN}`],
  [
    'Observation?subject.name=Fictiva',
    `Observation?subject:Patient.name=Fictiva&${OWN}`,
    'patient/Observation.rs patient/Patient.rs',
  ],
].map(
  ([query, sent, scopes]): Attack => ({
    send: `GET /${query}`,
    status: 200,
    received: [`GET ${sent}`],
    hides: ['"id":"p02', 'x-performed', 'x-list'],
    ...(scopes !== undefined && { scopes }),
  }),
)

const others: readonly Attack[] = [
  'Patient?_id=p02',
  'Observation?patient=p02',
  'Observation?patient=p01&patient=p02',
  'Observation?subject=Patient/p02,Patient/p03',
  'Observation?subject:Patient=p02',
  'Patient/p02/Observation',
  'Patient/p02/Observation?code=x',
  'Patient/p02/*',
  'Group?member=Patient/p01',
  'Task?owner=Patient/p01',
  'Person?link=Patient/p01',
  'AuditEvent?patient=Patient/p01',
  'Binary',
  'Bundle?identifier=x',
].map((query) => ({ send: `GET /${query}`, status: 200, received: 'none', shows: ['"total":0'], hides: ['"entry"'] }))

describe('criteria', () => {
  test.each(reaching)('that reach: $send', (each) => holdsAgainst(world, each))
  test.each(unreadable)('that nobody may write: $send', (each) => holdsAgainst(world, each))
  test.each(narrowed)('that are narrowed: $send', (each) => holdsAgainst(world, each))
  test.each(others)('of others only: $send', (each) => holdsAgainst(world, each))

  test.each(reaching.slice(0, 20))('as a form: $send', async ({ send }) => {
    const [path = '', query = ''] = send.slice('GET '.length).split('?', 2)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await holdsAgainst(world, { send: `POST ${path}/_search`, headers, body: query, status: 403, received: 'none' })
  })

  const forms: readonly (readonly [target: string, form: string])[] = [
    ['/Observation/_search?patient=p01', 'patient=p02'],
    ['/Observation/_search?patient=p02', 'patient=p01'],
    ['/Observation/_search', 'subject=Patient/p02&subject=Patient/p01'],
    ['/Patient/_search', '_id=p02'],
    ['/Patient/p02/Observation/_search', 'code=x'],
  ]
  test.each(forms)('query and form together: %s with %s', async (target, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const got = await attack(world, { send: `POST ${target}`, headers, body })
    expect([200, 400]).toContain(got.status)
    expect(got.text).not.toContain('p02-')
  })
})

describe('counts', () => {
  const counts: readonly (readonly [query: string, total: number | undefined])[] = [
    ['Observation?_summary=count', 15],
    ['Observation?_count=0', 15],
    ['Observation?subject=Patient/p01,Patient/p02&_summary=count', 15],
    ['Observation?patient=p02&_summary=count', 0],
    ['Patient?_summary=count', 1],
    ['Patient?birthdate=gt1900&_total=accurate', 1],
    ['Provenance?_summary=count', undefined],
    ['Device?_summary=count', 1],
    ['Patient/p01/*?_summary=count', undefined],
  ]
  test.each(counts)('%s', async (query, total) => {
    const { text } = await attack(world, { send: `GET /${query}` })
    expect((JSON.parse(text) as { total?: number }).total).toBe(total)
  })
})
