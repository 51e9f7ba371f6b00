import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

describe('odd patients in a token', () => {
  const patients: readonly unknown[] = [
    ...[[], ['p01'], ['p01', 'p02'], {}, { reference: 'Patient/p01' }, 1, true, ''],
    ...['Patient/p01', 'p01,p02', 'p01 p02', 'p01|p02', '*', '../p02', 'p01/_history/1', 'p01?x', 'p01#x', 'p01%2C'],
    ...['p01&patient=p02', 'p01\n', ' p01', 'р01', 'p０1', 'p01\u0000', 'a'.repeat(65), 'http://x.example/Patient/p01'],
  ]
  test.each(patients.map((patient) => [patient]))('%j', async (patient) => {
    for (const send of ['GET /Observation', 'GET /Patient/p01', 'GET /Patient/p02', 'GET /Practitioner/dr01']) {
      const got = await attack(world, { send, patient, scopes: 'patient/*.cruds user/Practitioner.rs' })
      expect({ send, status: got.status, received: got.received }).toEqual({ send, status: 401, received: [] })
    }
  })

  test('no patient: the scopes of one grant nothing', async () => {
    await holdsAgainst(world, { send: 'GET /Observation', patient: null, status: 403, received: 'none' })
    await holdsAgainst(world, { send: 'GET /Patient/p01', patient: null, status: 403, received: 'none' })
  })

  test('a patient who is not there sees nothing', async () => {
    for (const patient of ['.', '..', 'absent', 'P01', 'p1', '-']) {
      const got = await attack(world, { send: 'GET /Observation', patient })
      expect(got.text).not.toContain('"id":"p0')
      expect((await attack(world, { send: 'GET /Patient/p01', patient })).status).not.toBe(200)
    }
  })
})

describe('odd scopes', () => {
  const scopes = [
    ...['patient/Observation.sr', 'patient/Observation.rr', 'patient/Observation.', 'patient/Observation.readonly'],
    ...['patient/observation.rs', 'PATIENT/Observation.rs', 'patient/Observation.RS', 'patient/Observation.read-only'],
    ...[
      'patient/Observations.rs',
      'patient/Observatiоn.rs',
      'patient/Obs*.rs',
      'patient/**.rs',
      'patient\\Observation.rs',
    ],
    ...[
      'patient/Observation.rs,patient/Patient.rs',
      'Observation.rs',
      '/Observation.rs',
      'practitioner/Observation.rs',
    ],
    ...['patient/Observation.rs?', 'patient/Observation.rs?category', 'patient/Observation.rs?category='],
    ...['patient/Observation.rs?code:in=urn:x', 'patient/Observation.rs?category:not=laboratory'],
    ...['patient/Observation.rs?subject.name=x', 'patient/Observation.rs?_has:Group:member:_id=x'],
    ...['patient/Observation.rs?date=ap2000', 'patient/Observation.rs?_filter=x', 'patient/Observation.rs?unknown=x'],
    ...['patient/Observation.rs?category=%', 'patient/*.rs?category=laboratory', 'patient/Observation.rs?_count=1'],
    ...['patient/Patient.rs', 'patient/Observation.cud', 'patient/Observation.write', 'launch/patient', 'openid'],
    ...['user/Patient.rs', 'system/Patient.rs', 'patient/Observation.r%73', 'patient/Observation.rs%20'],
  ]
  test.each(scopes)('%s does not let search', (each) =>
    holdsAgainst(world, { send: 'GET /Observation', scopes: each, status: 403, received: 'none' }),
  )
})

describe('contexts do not lend to each other', () => {
  const mixed: readonly Attack[] = [
    ['patient/Observation.rs user/Patient.rs', 'GET /Observation?subject:Patient.name=Mockson'],
    ['patient/Patient.rs user/Observation.rs', 'GET /Patient?_has:Observation:patient:code=stray'],
    ['patient/Observation.rs user/Encounter.rs', 'GET /Observation?encounter:Encounter.status=finished'],
    ['patient/*.rs user/Practitioner.rs', 'GET /Practitioner?_has:Observation:performer:subject=Patient/p02'],
    ['patient/Observation.r user/Observation.c', 'GET /Observation'],
    ['patient/Observation.rs user/Patient.s', 'GET /Patient/p02'],
    ['patient/Observation.s user/Patient.r', 'GET /Observation/p02-lab1'],
    ['patient/*.rs user/Observation.c', 'GET /Observation/_history'],
    ['patient/*.rs system/Patient.d', 'GET /Patient/_history'],
    ['patient/*.rs user/Patient.c', 'GET /Patient/$everything'],
  ].map(([scopes = '', send = '']) => ({ scopes, send, status: 403, received: 'none' as const }))
  test.each(mixed)('$scopes: $send', (each) => holdsAgainst(world, each))

  const kept: readonly Attack[] = [
    ['patient/Observation.rs user/Practitioner.rs', 'GET /Observation?_include=Observation:performer'],
    ['patient/Observation.rs user/Practitioner.rs', 'GET /Practitioner?_revinclude=Observation:performer'],
    ['patient/*.rs user/Practitioner.rs', 'GET /Practitioner?_revinclude=Patient:general-practitioner'],
    ['patient/*.rs user/Organization.rs', 'GET /Organization?_revinclude=Patient:organization'],
    ['patient/*.rs user/Location.rs', 'GET /Location?_revinclude:iterate=Encounter:location'],
    ['patient/*.rs user/Practitioner.rs', 'GET /Practitioner?_revinclude=Observation:performer&_summary=text'],
    ['patient/Patient.rs user/Patient.d', 'GET /Patient'],
    ['patient/*.rs user/Observation.u', 'GET /Observation'],
  ].map(([scopes = '', send = '']) => ({ scopes, send, status: 200, hides: ['"id":"p02', '"id":"x-performed'] }))
  test.each(kept)('$scopes: $send', (each) => holdsAgainst(world, each))

  test('to write by one context does not let read what is not the patient’s', async () => {
    const body = {
      resourceType: 'Observation',
      id: 'p03-lab1',
      status: 'final',
      code: {},
      subject: { reference: 'Patient/p03' },
    }
    const scopes = 'patient/Observation.rs user/Observation.u'
    const got = await attack(world, { send: 'PUT /Observation/p03-lab1', scopes, body })
    expect({ status: got.status, text: got.text }).toEqual({ status: 200, text: '' })
  })
})

describe('what the certification kits hold an answer to', () => {
  const scopes = 'launch/patient openid patient/Patient.rs patient/Observation.rs patient/Practitioner.read'
  const types = [
    'Condition',
    'Encounter',
    'Procedure',
    'Immunization',
    'MedicationRequest',
    'DocumentReference',
    'CarePlan',
  ]
  test.each(types)('a type that was not granted is refused, not empty: %s', async (type) => {
    const got = await attack(world, { send: `GET /${type}?patient=p01`, scopes })
    expect(got.status).toBe(403)
    expect(got.headers.get('www-authenticate')).toContain('insufficient_scope')
  })

  test.each(['GET /Patient/p01', 'GET /Observation?patient=p01', 'GET /Practitioner/dr01'])(
    'granted: %s',
    async (send) => {
      expect((await attack(world, { send, scopes })).status).toBe(200)
    },
  )

  test('v1 scopes read and search', async () => {
    const v1 = 'patient/Patient.read patient/Observation.read'
    expect((await attack(world, { send: 'GET /Patient/p01', scopes: v1 })).status).toBe(200)
    const found = await attack(world, { send: 'GET /Observation?patient=Patient/p01&category=laboratory', scopes: v1 })
    expect(found.text).toContain('p01-lab1')
  })

  test('no token is 401', async () => {
    expect((await fetch(`${world.base}/Patient/p01`)).status).toBe(401)
  })
})
