import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const FOREIGN = ['"id":"p02', '"id":"x-member"', '"id":"x-list"', '"id":"x-performed"', '"id":"cohort"']
const kept = (query: string, more: Partial<Attack> = {}): Attack => ({
  send: `GET /${query}`,
  status: 200,
  hides: FOREIGN,
  ...more,
})

const includes: readonly Attack[] = [
  kept('Observation?_id=x-derived&_include=Observation:derived-from', { shows: ['"id":"x-derived"'] }),
  kept('Observation?_id=x-derived&_include=Observation:*', { shows: ['"id":"p01"'] }),
  kept('Observation?_id=x-derived&_include=*', { shows: ['"id":"x-derived"'] }),
  kept('Observation?_id=p01-focus&_include=Observation:focus', { shows: ['"id":"p01-focus"'] }),
  kept('Observation?_id=p01-focus&_include=Observation:focus:Patient'),
  kept('Observation?_id=p01-lab1&_revinclude=Observation:has-member', { shows: ['"id":"p01-lab1"'] }),
  kept('Observation?_id=p01-lab1&_revinclude=List:item'),
  kept('Appointment?_include=Appointment:actor', { shows: ['"id":"x-couple"', '"id":"p01"'] }),
  kept('Appointment?_include=Appointment:patient'),
  kept('Account?_include=Account:subject', { shows: ['"id":"x-family"'] }),
  kept('Schedule?_include=Schedule:actor'),
  kept('Patient?_revinclude=Observation:performer'),
  kept('Patient?_revinclude=Observation:focus'),
  kept('Patient?_revinclude=AllergyIntolerance:asserter', { hides: ['x-asserted'] }),
  kept('Patient?_revinclude=Group:member'),
  kept('Patient?_revinclude=Task:owner', { hides: ['x-task'] }),
  kept('Patient?_revinclude=Person:link', { hides: ['x-person'] }),
  kept('Patient?_revinclude=Provenance:target', { hides: ['x-both'] }),
  kept('Patient?_revinclude=Basic:author', { hides: ['x-basic'] }),
  kept('Patient?_revinclude=Appointment:actor&_include:iterate=Appointment:actor'),
  kept('Patient?_revinclude=Account:subject&_include:iterate=Account:subject'),
  kept('Patient?_include=Patient:general-practitioner&_revinclude:iterate=Patient:general-practitioner'),
  kept('Patient?_include=Patient:organization&_revinclude:iterate=Patient:organization'),
  kept('Observation?_include=Observation:performer&_revinclude:iterate=Observation:performer'),
  kept('Encounter?_include=Encounter:location&_revinclude:iterate=Encounter:location'),
  kept('Encounter?_include=Encounter:practitioner&_revinclude:iterate=Encounter:practitioner'),
  kept('MedicationRequest?_include=MedicationRequest:medication&_revinclude:iterate=MedicationRequest:medication'),
  kept('Observation?_id=x-derived&_include:iterate=Observation:derived-from&_include:iterate=Observation:subject'),
  kept('Observation?_id=x-derived&_include:recurse=Observation:derived-from'),
  kept('Practitioner?_revinclude=Observation:performer', { received: ['GET Practitioner'] }),
  kept('Practitioner?_revinclude=Patient:general-practitioner', { received: ['GET Practitioner'] }),
  kept('Organization?_revinclude=Patient:organization', { received: ['GET Organization'] }),
  kept('Location?_revinclude=Encounter:location', { received: ['GET Location'] }),
  kept('Medication?_revinclude=MedicationRequest:medication', { received: ['GET Medication'] }),
  kept('Practitioner?_revinclude=List:item', { received: ['GET Practitioner'] }),
  kept('Practitioner?_revinclude=Provenance:agent', { received: ['GET Practitioner'] }),
  kept('Practitioner?_revinclude=PractitionerRole:practitioner&_revinclude:iterate=Encounter:practitioner'),
  kept('DocumentReference?_include=DocumentReference:subject&_revinclude=Provenance:target', {
    shows: ['"id":"p01-doc"'],
  }),
  kept('Provenance?_include=Provenance:target', { hides: ['x-both', ...FOREIGN] }),
  kept('Coverage?_include=Coverage:policy-holder', {
    patient: 'p03',
    hides: ['"id":"p04"'],
    shows: ['"id":"p03-family"'],
  }),
  kept('List?_include=List:item', { patient: 'p14', hides: ['"id":"p15"', '"id":"p16"'], shows: ['p14-siblings'] }),
  kept('Patient?_include=Patient:link', { patient: 'p05', hides: ['"id":"p06"'], shows: ['"id":"p05"'] }),
  kept('Patient/p01/Observation?_include=Observation:derived-from&_revinclude=Observation:has-member'),
  kept('Practitioner/dr01/Observation?_include=Observation:derived-from'),
  { send: 'GET /Patient?_revinclude=*', status: 403, received: 'none' },
  { send: 'GET /Patient?_revinclude=*:*', status: 403, received: 'none' },
]

const only = 'patient/Observation.rs'
/** What is included needs a scope of its own, and that scope's reach. */
const unscoped: readonly Attack[] = [
  kept('Observation?_include=Observation:subject', { scopes: only, hides: ['"resourceType":"Patient"'] }),
  kept('Observation?_include=Observation:encounter', { scopes: only, hides: ['"resourceType":"Encounter"'] }),
  kept('Observation?_include=*', { scopes: only, hides: ['"resourceType":"Patient"'] }),
  kept('Observation?_revinclude=DiagnosticReport:result', {
    scopes: only,
    hides: ['"resourceType":"DiagnosticReport"'],
  }),
  kept('Observation?_include=Observation:performer', {
    scopes: `${only} user/Practitioner.s`,
    hides: ['"resourceType":"Practitioner"'],
  }),
  kept('Observation?_revinclude=DiagnosticReport:result', {
    scopes: `${only} patient/DiagnosticReport.r`,
    hides: ['"resourceType":"DiagnosticReport"'],
  }),
  kept('Practitioner?_revinclude=Observation:performer', {
    scopes: `user/Practitioner.rs ${only}`,
    hides: FOREIGN,
  }),
  kept('Practitioner?_revinclude=Observation:performer&_elements=performer', {
    scopes: `user/Practitioner.rs ${only}`,
    hides: FOREIGN,
  }),
  kept('Practitioner?_revinclude=Encounter:practitioner&_revinclude:iterate=Observation:encounter', {
    scopes: `user/Practitioner.rs patient/Encounter.rs ${only}`,
    hides: FOREIGN,
  }),
]

describe('includes', () => {
  test.each(includes)('$send', (each) => holdsAgainst(world, each))
  test.each(unscoped)('$scopes: $send', (each) => holdsAgainst(world, each))

  test('a total counts matches, not what was taken out beside them', async () => {
    const plain = await attack(world, { send: 'GET /Appointment' })
    const more = await attack(world, { send: 'GET /Appointment?_include=Appointment:actor' })
    expect(JSON.parse(more.text).total).toBe(JSON.parse(plain.text).total)
  })
})

describe('operations', () => {
  const denied = (send: string, status = 403): Attack => ({ send, status, received: 'none' })
  const operations: readonly Attack[] = [
    denied('GET /Patient/$everything'),
    denied('GET /Patient/$everything?_id=p01', 400),
    denied('GET /Encounter/p01-enc1/$everything'),
    denied('GET /Encounter/p02-enc1/$everything'),
    denied('GET /Group/cohort/$everything'),
    denied('GET /Patient/p02/$everything', 404),
    denied('GET /Patient/p02/$everything?_type=Patient', 404),
    denied('GET /Observation/$lastn?patient=p02', 200),
    denied('GET /Observation/$lastn?subject=Patient/p02', 200),
    denied('GET /Observation/$lastn?patient=p01&patient=p02', 200),
    denied('GET /Observation/$lastn?subject=Group/cohort', 200),
    denied('GET /Observation/$lastn?subject=Patient/p01,Patient/p02', 200),
    denied('GET /Observation/$lastn?subject:Patient=p02', 400),
    denied('GET /Observation/$lastn?patient.name=x', 400),
    denied('GET /Observation/$lastn?_has:Group:member:_id=cohort', 400),
    denied('GET /Observation/$lastn?_include=Observation:subject', 400),
    denied('GET /Observation/$lastn?_list=x-list', 400),
    denied('GET /Observation/$stats?subject=Patient/p02&code=x&statistic=count'),
    denied('GET /Patient/$match'),
    denied('GET /List/$find?patient=p02&name=current-problems'),
    denied('GET /Observation/p01-lab1/$meta'),
    denied('GET /Observation/p02-lab1/$meta'),
    denied('GET /Observation/$meta'),
    denied('GET /$meta'),
    denied('GET /Observation/p02-lab1/$validate'),
    denied('GET /Patient/p01/$summary'),
    denied('GET /Composition/1/$document'),
    denied('GET /$graphql?query=%7BPatientList%7Bid%7D%7D', 403),
    denied('GET /Patient/p01/$graphql?query=%7Bid%7D', 403),
    denied('GET /Patient/$export'),
    denied('GET /Group/cohort/$export'),
    denied('GET /$export'),
    denied('GET /Observation/p02-lab1/$diff'),
    denied('GET /Binary/p02-letter/$binary-access-read?path=Binary'),
    denied('POST /Patient/p01/$merge'),
    denied('POST /$reindex'),
    denied('POST /$expunge'),
    denied('POST /Observation/p02-lab1/$expunge'),
  ]
  test.each(operations)('$send', (each) => holdsAgainst(world, each))

  const bodies: readonly (readonly [target: string, parameters: object[], status: number])[] = [
    ['/Observation/$lastn', [{ name: 'patient', valueReference: { reference: 'Patient/p02' } }], 403],
    ['/Observation/$lastn', [{ name: 'patient', valueString: 'p01' }], 403],
    ['/Patient/$match', [{ name: 'resource', resource: { resourceType: 'Patient', birthDate: '1967-01-01' } }], 403],
    ['/Patient/$everything', [{ name: '_id', valueString: 'p02' }], 400],
    ['/Patient/p01/$everything', [{ name: '_content', valueString: 'p02' }], 400],
    ['/Patient/p01/$everything', [{ name: '_filter', valueString: 'focus.family eq x' }], 400],
    ['/Observation/$stats', [{ name: 'subject', valueUri: 'Patient/p02' }], 403],
  ]
  test.each(bodies)('POST %s with %j', async (target, parameter, status) => {
    const body = { resourceType: 'Parameters', parameter }
    await holdsAgainst(world, { send: `POST ${target}`, body, status, received: 'none' })
  })

  test('the own whole record, and nothing of others', async () => {
    const got = await attack(world, { send: 'GET /Patient/p01/$everything' })
    expect(got.status).toBe(200)
    expect(got.text).toContain('"id":"p01-rx1"')
    expect(
      [...FOREIGN, '"total"', 'x-both', 'x-asserted"'].filter((text) =>
        got.text.replaceAll('"total":{', '').includes(text),
      ),
    ).toEqual([])
  })
})
