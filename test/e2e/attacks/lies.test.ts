import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Misbehaviour } from '../../../demo/fhir-server/misbehaviour.ts'
import type { Resource } from '../../../demo/fhir-server/resource.ts'
import { attack } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.fhir.misbehave({}))
afterAll(() => world.stop())

interface Told {
  readonly total?: number
  readonly link: readonly { readonly relation: string }[]
  readonly entry?: readonly { readonly resource?: { readonly id: string } }[]
}

/** A server that passes over what narrows the search, as some do for `$lastn`, answers for everyone. */
describe('a server that ignores the patient', () => {
  const ignore: Misbehaviour = { ignoreParameters: ['patient', '_id', 'subject'] }
  const searches = [
    'Observation',
    'Observation?_count=1',
    'Observation?_count=5&_total=accurate',
    'Observation?code=stray',
    'Observation?_summary=count',
    'Observation?_count=0',
    'Patient',
    'Patient?_count=1',
    'Patient?_summary=count',
    'Patient?_id=p01&birthdate=gt1900',
    'Encounter?_include=Encounter:subject',
    'Practitioner/dr01/Observation',
    'Observation/$lastn',
    'Observation/$lastn?max=2',
    'Observation/$lastn?patient=p01&code=stray',
    'Provenance',
    'Device',
  ]
  test.each(searches)('%s', async (search) => {
    world.fhir.misbehave(ignore)
    const got = await attack(world, { send: `GET /${search}` })
    expect(got.status).toBe(200)
    const { total, link, entry = [] } = JSON.parse(got.text) as Told
    const foreign = entry.flatMap(({ resource }) => resource?.id ?? []).filter((id) => /^p(?!01)\d\d/.test(id))
    expect({ total, foreign }).toEqual({ total: undefined, foreign: [] })
    // Nothing shows whether a server has used what `$lastn` was given: more pages would tell of others' records.
    if (search.includes('$lastn')) expect(link.map(({ relation }) => relation)).toEqual(['self'])
  })

  test('a search that is answered as asked has its pages', async () => {
    const got = await attack(world, { send: 'GET /Observation?_count=5' })
    const { total, link, entry } = JSON.parse(got.text) as Told
    expect({ total, entries: entry?.length }).toEqual({ total: 15, entries: 5 })
    expect(link.map(({ relation }) => relation)).toContain('next')
  })
})

describe('a server that adds what was not asked for', () => {
  const secret = { text: { status: 'generated', div: '<div>SECRET-p02-leak</div>' } }
  const patient = (id: string) => ({ subject: { reference: `Patient/${id}` } })
  const leaks: readonly Resource[] = [
    { resourceType: 'Observation', id: 'leak', ...secret, ...patient('p02') },
    { resourceType: 'Observation', id: 'leak', ...secret, performer: [{ reference: 'Patient/p02' }] },
    { resourceType: 'Observation', id: 'leak', ...secret, subject: [{ reference: 'Patient/p01' }] },
    { resourceType: 'Patient', id: 'p02', ...secret },
    { resourceType: 'Practitioner', id: 'leak', ...secret },
    { resourceType: 'Task', id: 'leak', ...secret },
    { resourceType: 'Bundle', id: 'leak', entry: [{ resource: { resourceType: 'Patient', id: 'p02', ...secret } }] },
    { resourceType: 'Parameters', id: 'leak', parameter: [{ resource: { resourceType: 'Patient', ...secret } }] },
    { resourceType: 'OperationOutcome', id: 'leak', ...secret },
    { resourceType: 'Binary', id: 'leak', ...secret },
    { resourceType: 'Nonsense', id: 'leak', ...secret },
    { resourceType: 'Provenance', id: 'leak', ...secret, target: [{ reference: 'Observation/p02-lab1' }] },
  ]
  const doors = [
    'Observation?code=stray',
    'Patient',
    'Appointment',
    'Patient/p01/$everything?_type=Appointment',
    'Observation/$lastn?code=stray',
  ]
  const scopes = 'patient/Observation.rs patient/Patient.rs patient/Appointment.rs patient/Provenance.rs'
  test.each(leaks)('$resourceType $subject', async (leak) => {
    world.fhir.misbehave({ leak })
    for (const door of doors) {
      const got = await attack(world, { send: `GET /${door}`, scopes })
      expect(got.status).toBe(200)
      expect(got.text).not.toContain('"leak"')
    }
    const entry = doors.map((url) => ({ request: { method: 'GET', url } }))
    const got = await attack(world, { send: 'POST /', scopes, body: { resourceType: 'Bundle', type: 'batch', entry } })
    expect(got.status).toBe(200)
    expect(got.text).not.toContain('"leak"')
  })
})

describe('a server that tells in errors and headers', () => {
  const headers = { 'x-secret': 'SECRET-p02-header', link: '<x>; title="SECRET-p02-link"', etag: 'W/"9"' }
  const sends = [
    'GET /Observation/p02-lab1',
    'GET /Observation/absent',
    'GET /Observation/x-gone',
    'GET /Observation/x-gone/_history/2',
  ]
  test.each(sends)('%s', async (send) => {
    world.fhir.misbehave({ secretInErrors: 'SECRET-p02-error', headers })
    const got = await attack(world, { send })
    expect(got.status).toBe(404)
    expect(got.headers.get('etag')).toBeNull()
  })

  const doubled = ['GET /Observation/p01-lab1', 'GET /Patient/p01', 'GET /Observation']
  test.each(doubled)('names that stand twice: %s', async (send) => {
    world.fhir.misbehave({ duplicateKeys: true })
    const got = await attack(world, { send })
    expect([502, 404]).toContain(got.status)
  })

  const errors = ['DELETE /Patient/p01', 'PUT /Observation/p01-lab1']
  test.each(errors)('%s', async (send) => {
    world.fhir.misbehave({ unavailable: { retryAfter: 'SECRET-p02-later' } })
    const body = {
      resourceType: 'Observation',
      id: 'p01-lab1',
      status: 'final',
      code: {},
      subject: { reference: 'Patient/p01' },
    }
    const got = await attack(world, { send, ...(send.startsWith('PUT') && { body }) })
    expect(got.status).toBeGreaterThanOrEqual(500)
  })
})
