import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, alike, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const code = { coding: [{ system: 'urn:stray', code: 'new' }] }
const observation = (elements: object, id?: string) => ({
  resourceType: 'Observation',
  ...(id !== undefined && { id }),
  status: 'final',
  code,
  ...elements,
})
const of = (reference: unknown) => ({ subject: { reference } })

/** Everything of other patients as it is stored, to see that nothing of it changed. */
const stored = () =>
  JSON.stringify(
    ['Observation', 'Patient', 'Encounter', 'List', 'Task'].map((type) =>
      world.fhir.store.all(type).filter((each) => !each.id?.startsWith('p01')),
    ),
  )

const create = (what: string, elements: object, status = 403) => ({ what, elements, status })

describe('what is created for someone else', () => {
  const bodies = [
    create('another patient', of('Patient/p02')),
    create('nobody', {}),
    create('a name only', { subject: { display: 'p01' } }),
    create('an identifier only', { subject: { type: 'Patient', identifier: { value: 'MRN-p01' } } }),
    create('a group', of('Group/cohort')),
    create('a list of subjects', { subject: [{ reference: 'Patient/p01' }, { reference: 'Patient/p02' }] }),
    create('a subject in a list', { subject: [{ reference: 'Patient/p01' }] }),
    create('a foreign server', of('http://elsewhere.example/fhir/Patient/p01')),
    create('a longer id', of('Patient/p012')),
    create('another case', of('patient/p01')),
    create('a slash before', of('/Patient/p01')),
    create('a fragment', of('Patient/p01#x')),
    create('a query', of('Patient/p01?x=y'), 400),
    create('a search', of('Patient?identifier=MRN-p01'), 400),
    create('a place not yet made', of('urn:uuid:0d1c2b3a-0000-4000-8000-000000000000')),
    create('a contained patient', { contained: [{ resourceType: 'Patient', id: 'p01' }], ...of('#p01') }),
    create('a reference within a reference', { subject: { reference: { reference: 'Patient/p01' } } }),
    create('a patient in place of a reference', { subject: { resourceType: 'Patient', id: 'p01' } }),
    ...[
      'Patient/p02',
      'Patient/p02/_history/1',
      '/Patient/p02',
      './Patient/p02',
      '../Patient/p02',
      'Patient//p02',
      'Patient/p02/',
      'Patient/p02#x',
      'patient/p02',
      'Patient/%7002',
      'http://elsewhere.example/fhir/Patient/p02',
      'http://elsewhere.example/fhir/Patient/p02/_history/1',
    ].map((reference) => create(`a performer ${reference}`, { ...of('Patient/p01'), performer: [{ reference }] })),
    create('a focus', { ...of('Patient/p01'), focus: [{ reference: 'Patient/p02' }] }),
    create('a pointer in an extension', {
      ...of('Patient/p01'),
      extension: [{ url: 'urn:x', valueReference: { reference: 'Patient/p02' } }],
    }),
    create('a pointer in what is contained', {
      ...of('Patient/p01'),
      contained: [{ ...observation(of('Patient/p02'), 'c') }],
    }),
  ]
  test.each(bodies)('$what', async ({ elements, status }) => {
    const before = stored()
    await holdsAgainst(world, { send: 'POST /Observation', body: observation(elements), status, received: 'none' })
    expect(stored()).toBe(before)
  })

  test('the performer under the server’s own name', async () => {
    for (const base of [world.base, world.fhir.url]) {
      const body = observation({ ...of('Patient/p01'), performer: [{ reference: `${base}/Patient/p02` }] })
      await holdsAgainst(world, { send: 'POST /Observation', body, status: 403, received: 'none' })
    }
  })

  const types: readonly (readonly [type: string, elements: object])[] = [
    ['Patient', {}],
    ['Patient', { id: 'p01' }],
    ['Patient', { link: [{ other: { reference: 'Patient/p02' }, type: 'seealso' }] }],
    ['Practitioner', {}],
    ['Organization', {}],
    ['Medication', {}],
    ['Group', { type: 'person', actual: true, member: [{ entity: { reference: 'Patient/p01' } }] }],
    ['Task', { status: 'draft', intent: 'order', for: { reference: 'Patient/p01' } }],
    ['Person', { link: [{ target: { reference: 'Patient/p01' } }] }],
    ['Subscription', { status: 'requested', criteria: 'Observation?', channel: { type: 'rest-hook' } }],
    ['Binary', { contentType: 'text/plain', securityContext: { reference: 'Patient/p01' } }],
    ['Bundle', { type: 'collection' }],
    ['Provenance', { target: [{ reference: 'Patient/p01' }] }],
    ['AuditEvent', { agent: [{ who: { reference: 'Patient/p01' } }] }],
    ['Device', { patient: { reference: 'Patient/p01' } }],
    ['SearchParameter', { code: 'x' }],
    ['StructureDefinition', { url: 'urn:x' }],
    ['List', { subject: { reference: 'Patient/p01' }, entry: [{ item: { reference: 'Patient/p02' } }] }],
    ['Coverage', { beneficiary: { reference: 'Patient/p01' }, policyHolder: { reference: 'Patient/p02' } }],
    ['Consent', { patient: { reference: 'Patient/p02' }, performer: [{ reference: 'Patient/p01' }] }],
    ['AllergyIntolerance', { patient: { reference: 'Patient/p02' }, recorder: { reference: 'Patient/p01' } }],
    ['Appointment', { participant: ['p01', 'p02'].map((id) => ({ actor: { reference: `Patient/${id}` } })) }],
  ]
  test.each(types)('a %s with %j', async (resourceType, elements) => {
    const body = { resourceType, ...elements }
    await holdsAgainst(world, { send: `POST /${resourceType}`, body, status: 403, received: 'none' })
  })

  const conditions: readonly (readonly [condition: string, status: number, received: 'none' | undefined])[] = [
    ['subject=Patient/p03', 201, undefined],
    ['identifier=urn:x|none', 201, undefined],
    ['_id=p02-lab1', 201, undefined],
    ['subject:Patient.identifier=MRN-p02&performer:Patient.name=Mockson', 403, 'none'],
    ['focus:Patient.name=Mockson', 403, 'none'],
    ['_has:Observation:has-member:subject=Patient/p02', 403, 'none'],
    ['_list=x-list', 403, 'none'],
    ['_filter=x', 403, 'none'],
    ['_count=1', 400, 'none'],
    ['_include=Observation:subject', 400, 'none'],
    ['', 400, 'none'],
  ]
  test.each(conditions)('unless there is one: %s', async (condition, status, received) => {
    const body = observation(of('Patient/p01'))
    const headers = { 'if-none-exist': condition }
    await holdsAgainst(world, { send: 'POST /Observation', body, headers, status, ...(received && { received }) })
  })
})

describe('what is changed of someone else', () => {
  const own = observation(of('Patient/p01'))
  const rows: readonly Attack[] = [
    { send: 'PUT /Observation/p02-lab1', body: { ...own, id: 'p02-lab1' }, status: 404 },
    { send: 'PUT /Observation/p02-lab1', body: observation(of('Patient/p02'), 'p02-lab1'), status: 404 },
    { send: 'PUT /Observation/p01-lab1', body: observation(of('Patient/p02'), 'p01-lab1'), status: 404 },
    { send: 'PUT /Observation/p01-lab1', body: observation({}, 'p01-lab1'), status: 404 },
    { send: 'PUT /Observation/p01-lab1', body: { ...own, id: 'p02-lab1' }, status: 400 },
    { send: 'PUT /Observation/p01-lab1', body: { ...own, id: 'p01-lab1', resourceType: 'Patient' }, status: 400 },
    { send: 'PUT /Observation/new-id', body: { ...own, id: 'new-id' }, status: 404 },
    { send: 'PUT /Observation/x-gone', body: { ...own, id: 'x-gone' }, status: 404 },
    { send: 'PUT /Observation/x-own-gone', body: { ...own, id: 'x-own-gone' }, status: 404 },
    { send: 'PUT /Observation/x-left', body: { ...own, id: 'x-left' }, status: 404 },
    { send: 'PUT /Observation/x-performed', body: { ...own, id: 'x-performed' }, status: 404 },
    { send: 'PUT /Observation/x-list', body: { ...own, id: 'x-list' }, status: 404 },
    { send: 'PUT /Patient/p02', body: { resourceType: 'Patient', id: 'p02' }, status: 404 },
    { send: 'PUT /Patient/new-id', body: { resourceType: 'Patient', id: 'new-id' }, status: 404 },
    { send: 'PUT /Practitioner/dr01', body: { resourceType: 'Practitioner', id: 'dr01' }, status: 404 },
    { send: 'PUT /Task/x-task', body: { resourceType: 'Task', id: 'x-task' }, status: 404 },
    { send: 'PUT /Observation?identifier=urn:x|1', body: own, status: 403, received: 'none' },
    { send: 'PUT /Observation?subject=Patient/p02', body: own, status: 403, received: 'none' },
    { send: 'DELETE /Observation?subject=Patient/p02', status: 403, received: 'none' },
    { send: 'DELETE /Observation?subject=Patient/p01', status: 403, received: 'none' },
    { send: 'DELETE /Observation/p02-lab1', status: 404, received: ['GET Observation/p02-lab1'] },
    { send: 'DELETE /Patient/p02', status: 404 },
    { send: 'DELETE /Practitioner/dr01', status: 404, received: 'none' },
    { send: 'DELETE /Device/x-own-device', status: 404, received: 'none' },
    { send: 'DELETE /Observation/p02-lab1?_cascade=delete', status: 400, received: 'none' },
    { send: 'DELETE /Observation/p02-lab1/_history', status: 405, received: 'none' },
    { send: 'PATCH /Observation?subject=Patient/p01', body: '[]', status: 403, received: 'none' },
  ]
  test.each(rows)('$send $body', async (each) => {
    const before = stored()
    const type = each.send.startsWith('PATCH') ? { 'content-type': 'application/json-patch+json' } : {}
    await holdsAgainst(world, { ...each, headers: type })
    expect(stored()).toBe(before)
  })

  type Pair = readonly [method: string, headers: Record<string, string>]
  const pairs: readonly Pair[] = [
    ['PUT', {}],
    ['PUT', { 'if-match': 'W/"1"' }],
    ['PUT', { 'if-match': 'W/"99"' }],
    ['PUT', { 'if-none-match': '*' }],
    ['PUT', { prefer: 'return=OperationOutcome' }],
    ['PATCH', {}],
    ['PATCH', { 'if-match': 'W/"1"' }],
    ['DELETE', {}],
    ['DELETE', { 'if-match': 'W/"99"' }],
  ]
  test.each(pairs)('%s of hidden and absent with %j', async (method, headers) => {
    const ask = (id: string) => ({
      send: `${method} /Observation/${id}`,
      headers: { ...headers, ...(method === 'PATCH' && { 'content-type': 'application/json-patch+json' }) },
      ...(method === 'PUT' && { body: { ...own, id } }),
      ...(method === 'PATCH' && { body: '[{"op":"test","path":"/status","value":"final"}]' }),
    })
    for (const id of ['p02-lab1', 'x-gone', 'x-left', 'x-performed'])
      await alike(world, ask(id), ask('absent-1'), id, 'absent-1')
  })
})

describe('patches', () => {
  const json = { 'content-type': 'application/json-patch+json' }
  const steps: readonly (readonly [step: object[], status: number])[] = [
    [[{ op: 'replace', path: '/subject/reference', value: 'Patient/p02' }], 404],
    [[{ op: 'replace', path: '/subject', value: { reference: 'Patient/p02' } }], 404],
    [[{ op: 'remove', path: '/subject' }], 404],
    [[{ op: 'add', path: '/focus', value: [{ reference: 'Patient/p02' }] }], 404],
    [[{ op: 'add', path: '/performer/-', value: { reference: 'Patient/p02' } }], 404],
    [[{ op: 'copy', from: '/id', path: '/subject/reference' }], 404],
    [[{ op: 'replace', path: '', value: observation(of('Patient/p02'), 'p01-lab1') }], 400],
    [[{ op: 'replace', path: '/subject', value: [{ reference: 'Patient/p01' }] }], 404],
    [[{ op: 'replace', path: '/id', value: 'p02-lab1' }], 422],
    [[{ op: 'replace', path: '/resourceType', value: 'Patient' }], 422],
    [[{ op: 'add', path: '/focus', value: [{ reference: 'Patient?identifier=MRN-p02' }] }], 400],
    [[{ op: 'test', path: '/status', value: 'no' }], 422],
  ]
  test.each(steps)('%j', async (step, status) => {
    const before = world.fhir.store.versions('Observation', 'p01-lab1').length
    const got = await attack(world, { send: 'PATCH /Observation/p01-lab1', headers: json, body: JSON.stringify(step) })
    expect(got.status).toBe(status)
    expect(world.fhir.store.versions('Observation', 'p01-lab1').length).toBe(before)
  })

  test('a patch of one’s own is sent whole, with the version that was judged', async () => {
    const body = '[{"op":"replace","path":"/status","value":"amended"}]'
    const got = await attack(world, { send: 'PATCH /Observation/p01-lab2', headers: json, body })
    expect({ status: got.status, received: got.received }).toEqual({
      status: 200,
      received: ['GET Observation/p01-lab2', 'PUT Observation/p01-lab2'],
    })
    expect(world.fhir.requests.at(-1)?.headers['if-match']).toBe('W/"1"')
  })
})
