import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL, alike, attack } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

type Entry = Readonly<Record<string, unknown>>
const bundle = (type: string, ...entry: readonly Entry[]) => ({ resourceType: 'Bundle', type, entry })
const ask = (method: string, url: string, resource?: object, more: object = {}): Entry => ({
  ...(resource && { resource }),
  request: { method, url },
  ...more,
})
const UUID = 'urn:uuid:0d1c2b3a-0000-4000-8000-000000000000'
const observation = (reference: unknown, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference },
  ...more,
})
const own = observation('Patient/p01')
const patch = (...steps: object[]) => ({
  resourceType: 'Binary',
  contentType: 'application/json-patch+json',
  data: Buffer.from(JSON.stringify(steps)).toString('base64'),
})

/** Entries that may not be carried out, in a batch each at its own place, in a transaction all of them. */
const entries: readonly (readonly [what: string, entry: Entry, status: RegExp])[] = [
  ['read', ask('GET', 'Observation/p02-lab1'), /^404/],
  ['read of a patient', ask('GET', 'Patient/p02'), /^404/],
  ['vread', ask('GET', 'Observation/p02-lab1/_history/1'), /^404/],
  ['history', ask('GET', 'Observation/p02-lab1/_history'), /^404/],
  ['read in part', ask('GET', 'Observation/x-performed?_elements=performer,text'), /^404/],
  ['closed type', ask('GET', 'Binary/p02-letter'), /^404/],
  ['chain', ask('GET', 'Observation?focus:Patient.name=Mockson'), /^403/],
  ['reverse chain', ask('GET', 'Practitioner?_has:Observation:performer:subject=Patient/p02'), /^403/],
  ['everything', ask('GET', 'Patient/p02/$everything'), /^404/],
  ['everyone', ask('GET', 'Patient/$everything'), /^403/],
  ['type history', ask('GET', 'Observation/_history'), /^403/],
  ['create for another', ask('POST', 'Observation', observation('Patient/p02')), /^403/],
  ['create for a new patient', ask('POST', 'Observation', observation(UUID)), /^403/],
  ['create of a patient', ask('POST', 'Patient', { resourceType: 'Patient' }, { fullUrl: UUID }), /^403/],
  [
    'create for a search',
    ask('POST', 'Observation', { ...own, performer: [{ reference: 'Patient?identifier=MRN-p02' }] }),
    /^40[03]/,
  ],
  [
    'create after a search of records',
    ask('POST', 'Observation', { ...own, derivedFrom: [{ reference: 'Observation?subject=Patient/p02' }] }),
    /^40[03]/,
  ],
  ['create pointing elsewhere', ask('POST', 'Observation', { ...own, focus: [{ reference: 'Patient/p02' }] }), /^403/],
  [
    'create unless there is one',
    { resource: own, request: { method: 'POST', url: 'Observation', ifNoneExist: 'focus:Patient.name=Mockson' } },
    /^403/,
  ],
  ['update of another', ask('PUT', 'Observation/p02-lab1', { ...own, id: 'p02-lab1' }), /^404/],
  ['update to another', ask('PUT', 'Observation/p01-lab1', { ...observation('Patient/p02'), id: 'p01-lab1' }), /^404/],
  ['update of nothing', ask('PUT', 'Observation/new-id', { ...own, id: 'new-id' }), /^404/],
  ['conditional update', ask('PUT', 'Observation?identifier=urn:x|1', own), /^403/],
  ['delete', ask('DELETE', 'Observation/p02-lab1'), /^404/],
  ['conditional delete', ask('DELETE', 'Observation?subject=Patient/p01'), /^403/],
  ['delete of the shared', ask('DELETE', 'Practitioner/dr01'), /^404/],
  ['patch', ask('PATCH', 'Observation/p02-lab1', patch({ op: 'test', path: '/status', value: 'final' })), /^404/],
  [
    'patch to another',
    ask('PATCH', 'Observation/p01-lab1', patch({ op: 'replace', path: '/subject/reference', value: 'Patient/p02' })),
    /^404/,
  ],
  ['another host', ask('GET', 'http://elsewhere.example/fhir/Observation/p01-lab1'), /^4/],
  ['a path of the host', ask('GET', '/fhir/Observation/p02-lab1'), /^4/],
  ['dots', ask('GET', 'Observation/p01-lab1/../p02-lab1'), /^4/],
  ['escapes', ask('GET', 'Observation/p02%2Dlab1'), /^4/],
  ['another type than the address', ask('POST', 'Observation', { resourceType: 'Subscription' }), /^4/],
  ['a nested batch', ask('POST', '', bundle('batch', ask('GET', 'Patient/p02'))), /^4/],
  ['a page', ask('GET', '?_getpages=1'), /^4/],
  ['the name of another record', ask('POST', 'Observation', own, { fullUrl: 'Observation/p02-lab1' }), /^4/],
]

describe('batches', () => {
  test.each(entries)('%s', async (_, entry, status) => {
    const before = world.fhir.store.log().length
    const got = await attack(world, { send: 'POST /', body: bundle('batch', ask('GET', 'Patient/p01'), entry) })
    if (got.status >= 400) return expect(got.status).toBeLessThan(500)
    const answers = JSON.parse(got.text).entry as { response: { status: string }; resource?: { id: string } }[]
    expect(answers.map(({ response }) => response.status)).toEqual([
      expect.stringMatching(/^200/),
      expect.stringMatching(status),
    ])
    expect(answers[1]?.resource).toBeUndefined()
    expect(world.fhir.store.log().length).toBe(before)
    return undefined
  })
})

describe('transactions', () => {
  test.each(entries)('%s', async (what, entry) => {
    const before = world.fhir.store.log().length
    const good = ask('POST', 'Observation', own)
    const got = await attack(world, { send: 'POST /', body: bundle('transaction', good, entry) })
    expect(got.status).toBeGreaterThanOrEqual(400)
    expect(got.status).toBeLessThan(500)
    if (/^create (for another|pointing)/.test(what)) expect(got.status).toBe(403)
    expect(got.received.filter((each) => each.startsWith('POST'))).toEqual([])
    expect(world.fhir.store.log().length).toBe(before)
  })

  const twice: readonly (readonly [what: string, first: Entry, second: Entry])[] = [
    [
      'an update and a deletion of the same',
      ask('PUT', 'Observation/p01-lab3', { ...own, id: 'p01-lab3' }),
      ask('DELETE', 'Observation/p01-lab3'),
    ],
    [
      'two updates of the same',
      ask('PUT', 'Observation/p01-lab3', { ...own, id: 'p01-lab3' }),
      ask('PUT', 'Observation/p01-lab3', { ...own, id: 'p01-lab3', status: 'amended' }),
    ],
  ]
  test.each(twice)('%s', async (_, first, second) => {
    const before = world.fhir.store.log().length
    const got = await attack(world, { send: 'POST /', body: bundle('transaction', first, second) })
    expect(got.status).toBeGreaterThanOrEqual(400)
    expect(world.fhir.store.log().length).toBe(before)
  })

  test('new records may point at each other, and come back as the patient’s', async () => {
    const first = ask('POST', 'Observation', own, { fullUrl: UUID })
    const second = ask('POST', 'Observation', { ...own, derivedFrom: [{ reference: UUID }] })
    const got = await attack(world, { send: 'POST /', body: bundle('transaction', first, second) })
    expect(got.status).toBe(200)
  })

  test('the shared may be found by a search, where it may be searched', async () => {
    const body = bundle(
      'transaction',
      ask('POST', 'Observation', { ...own, performer: [{ reference: 'Practitioner?_id=dr01' }] }),
    )
    expect((await attack(world, { send: 'POST /', body })).status).toBe(200)
    expect((await attack(world, { send: 'POST /', body, scopes: 'patient/Observation.cruds' })).status).toBe(403)
  })
})

describe('hidden and absent look alike within Bundles', () => {
  type Row = readonly [method: string, url: string]
  const rows: readonly Row[] = [
    ['GET', 'Observation/ID'],
    ['GET', 'Observation/ID/_history'],
    ['GET', 'Observation/ID/_history/1'],
    ['GET', 'Observation?_id=ID'],
    ['DELETE', 'Observation/ID'],
    ['PUT', 'Observation/ID'],
    ['PATCH', 'Observation/ID'],
  ]
  for (const type of ['batch', 'transaction']) {
    test.each(rows)(`${type}: %s %s`, async (method, url) => {
      const to = (id: string) => {
        const steps = patch({ op: 'test', path: '/status', value: 'final' })
        const resource = method === 'PUT' ? { ...own, id } : method === 'PATCH' ? steps : undefined
        return { send: 'POST /', body: bundle(type, ask(method, url.replace('ID', id), resource)), scopes: ALL }
      }
      for (const id of ['p02-lab1', 'x-gone']) await alike(world, to(id), to('absent-1'), id, 'absent-1')
    })
  }
})
