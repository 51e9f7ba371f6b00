import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, alike, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const observation = (patient: string, elements: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: `Patient/${patient}` },
  ...elements,
})

/** Everything at user level, of a user who is the patient p01; no record was launched. */
const asPatient = { scopes: 'user/*.cruds', patient: null, fhirUser: 'Patient/p01' }

describe('a user who is a patient has their own record', () => {
  const rows: readonly Attack[] = [
    { send: 'GET /Patient/p01', status: 200, shows: ['"id":"p01"'] },
    { send: 'GET /Patient/p02', status: 404, received: 'none' },
    { send: 'GET /Patient', status: 200, shows: ['"id":"p01"', '"total":1'], received: ['GET Patient?_id=p01'] },
    { send: 'GET /Patient?_id=p02', status: 200, shows: ['"total":0'], received: 'none' },
    { send: 'GET /Observation?_count=3', status: 200 },
    { send: 'GET /Observation?patient=p02', status: 200, shows: ['"total":0'], received: 'none' },
    { send: 'GET /Observation/p02-lab1', status: 404 },
    { send: 'GET /Observation/p02-lab1/_history', status: 404 },
    { send: 'GET /Observation/p02-lab1/_history/1', status: 404 },
    { send: 'GET /Observation/_history', status: 403, received: 'none' },
    { send: 'GET /Observation?performer:Patient.name=Mockson', status: 403, received: 'none' },
    { send: 'GET /Patient?_has:Observation:performer:code=x', status: 403, received: 'none' },
    { send: 'GET /Observation?_include=Observation:performer&_count=500', status: 200 },
    { send: 'GET /Patient/p01/$everything?_count=500', status: 200, shows: ['"id":"p01-lab1"'] },
    { send: 'GET /Patient/p02/$everything', status: 404, received: 'none' },
    { send: 'GET /Patient/$everything', status: 403, received: 'none' },
    { send: 'GET /Group/cohort', status: 404, received: 'none' },
    { send: 'GET /Group/cohort/$everything', status: 403, received: 'none' },
    { send: 'GET /Observation/$stats?subject=Patient/p02&code=x', status: 403, received: 'none' },
    { send: 'POST /Patient/$match', body: { resourceType: 'Parameters' }, status: 403, received: 'none' },
    { send: 'GET /?_type=Patient', status: 403, received: 'none' },
    { send: 'GET /Practitioner/dr01', status: 200 },
    { send: 'POST /Observation', body: observation('p01'), status: 201 },
    { send: 'POST /Observation', body: observation('p02'), status: 403, received: 'none' },
    {
      send: 'POST /Observation',
      body: observation('p01', { hasMember: [{ reference: 'Observation/p02-lab1' }] }),
      status: 403,
    },
    {
      send: 'POST /Observation',
      body: observation('p01', { hasMember: [{ reference: 'Observation/p01-lab1' }] }),
      status: 201,
    },
    { send: 'PUT /Observation/p02-lab1', body: observation('p01', { id: 'p02-lab1' }), status: 404 },
    { send: 'PUT /Observation/p01-lab1', body: observation('p02', { id: 'p01-lab1' }), status: 404, received: 'none' },
    { send: 'DELETE /Observation/p02-lab1', status: 404, received: ['GET Observation/p02-lab1'] },
    { send: 'DELETE /Observation?patient=p01', status: 403, received: 'none' },
  ]
  test.each(rows)('$send $body', (each) => holdsAgainst(world, { ...asPatient, ...each }))

  test('and nothing of another is told apart from nothing', async () => {
    for (const [method, tail] of [
      ['GET', ''],
      ['GET', '/_history'],
      ['DELETE', ''],
    ] as const) {
      const ask = (id: string) => ({ send: `${method} /Observation/${id}${tail}`, ...asPatient })
      await alike(world, ask('p02-lab1'), ask('absent-1'), 'p02-lab1', 'absent-1')
    }
  })

  test('whatever record was launched, which is for patient-level scopes', async () => {
    const token = {
      scopes: 'patient/Observation.rs user/Patient.rs',
      patient: 'p02',
      fhirUser: `${world.base}/Patient/p01`,
    }
    const own = await attack(world, { send: 'GET /Observation?_count=1', ...token })
    expect(own.received).toEqual(['GET Observation?patient=Patient/p02&_count=1'])
    const user = await attack(world, { send: 'GET /Patient', ...token, patient: 'p01' })
    expect(user.received).toEqual(['GET Patient?_id=p01'])
    expect((await attack(world, { send: 'GET /Patient/p03', ...token })).status).toBe(404)
  })

  test('a page of it is for nobody else', async () => {
    const { text } = await attack(world, { send: 'GET /Observation?_count=1', ...asPatient })
    const next = JSON.parse(text).link.find(({ relation }: { relation: string }) => relation === 'next').url as string
    const send = `GET ${next.slice(world.base.length)}`
    expect((await attack(world, { send, ...asPatient })).status).toBe(200)
    expect((await attack(world, { send, ...asPatient, patient: 'p02', fhirUser: 'Patient/p02' })).status).toBe(404)
  })
})

describe('a relative, or a patient of another server, has the record that was launched', () => {
  const users = ['RelatedPerson/p07-mother', 'https://elsewhere.example/fhir/Patient/p01']

  test.each(users)('%s', async (fhirUser) => {
    const launched = { scopes: 'user/*.rs', fhirUser }
    await holdsAgainst(world, { send: 'GET /Patient', ...launched, status: 200, received: ['GET Patient?_id=p01'] })
    await holdsAgainst(world, { send: 'GET /Patient/p02', ...launched, status: 404, received: 'none' })
    const none = { ...launched, patient: null }
    await holdsAgainst(world, { send: 'GET /Patient/p01', ...none, status: 403, received: 'none' })
    await holdsAgainst(world, { send: 'GET /Practitioner', ...none, status: 403, received: 'none' })
  })
})

test('a practitioner is not kept to one record', async () => {
  const token = await world.tokenFor('user/*.rs', 'p01', 'Practitioner/dr01')
  for (const id of ['p01', 'p02']) {
    const response = await fetch(`${world.base}/Patient/${id}`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
  }
})
