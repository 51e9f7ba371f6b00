import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeEach(async () => {
  const data = [
    { resourceType: 'Patient', id: 'a', identifier: [{ value: 'A' }] },
    { resourceType: 'Patient', id: 'b' },
  ]
  server = await startWithSample({ data })
})
afterEach(() => server.stop())

type Entry = { fullUrl?: string; resource?: object; request?: Record<string, string> }
const bundle = (type: string, entry: readonly Entry[]) => ({ resourceType: 'Bundle', type, entry })
const asks = (method: string, url: string, resource?: object, more: object = {}): Entry => ({
  ...(resource && { resource }),
  request: { method, url, ...more },
})
const statuses = (json: { entry: { response: { status: string } }[] }) =>
  json.entry.map(({ response }) => Number.parseInt(response.status, 10))
const URN = 'urn:uuid:6f1b1f0e-0000-4000-8000-000000000001'

test('a batch answers each entry on its own, in order', async () => {
  const { status, json } = await server.call(
    'POST ',
    bundle('batch', [
      asks('GET', 'Patient/a'),
      asks('GET', 'Patient/none'),
      asks('POST', 'Patient', { resourceType: 'Patient' }),
      asks('PUT', 'Patient/b', { resourceType: 'Patient', id: 'b' }, { ifMatch: 'W/"9"' }),
      asks('DELETE', 'Patient/b'),
      asks('GET', 'Patient?_id=a'),
      asks('POST', 'Patient', { resourceType: 'Patient' }, { ifNoneExist: 'identifier=A' }),
      asks('POST', '', { resourceType: 'Bundle', type: 'batch' }),
    ]),
  )
  expect([status, json.type, statuses(json)]).toEqual([200, 'batch-response', [200, 404, 201, 412, 204, 200, 200, 405]])
  expect(json.entry[1].response.outcome.resourceType).toBe('OperationOutcome')
  expect(json.entry[2].response.location).toBe(`Patient/${json.entry[2].resource.id}/_history/1`)
  expect(json.entry[5].resource.type).toBe('searchset')
})

test('a transaction runs in the order of its methods and answers in the order of its entries', async () => {
  const { json } = await server.call(
    'POST ',
    bundle('transaction', [
      asks('GET', 'Observation/o'),
      { ...asks('PUT', 'Observation/o', { resourceType: 'Observation', id: 'o', subject: { reference: URN } }) },
      { fullUrl: URN, ...asks('POST', 'Patient', { resourceType: 'Patient' }, { ifNoneExist: 'identifier=A' }) },
      asks('DELETE', 'Patient/a'),
    ]),
  )
  expect(statuses(json)).toEqual([200, 201, 201, 204])
  // The deletion went first, so the condition found nothing; the new patient's id is in the reference that was read last.
  expect(json.entry[0].resource.subject.reference).toBe(`Patient/${json.entry[2].resource.id}`)
})

test('names of entries are resolved everywhere', async () => {
  const narrative = { status: 'generated', div: `<div><a href="${URN}">x</a></div>` }
  const { json } = await server.call(
    'POST ',
    bundle('transaction', [
      asks('POST', 'Observation', {
        resourceType: 'Observation',
        text: narrative,
        subject: { reference: URN },
        performer: [{ reference: URN }],
      }),
      { fullUrl: URN, ...asks('PUT', 'Patient?identifier=A', { resourceType: 'Patient' }) },
      asks('GET', `Observation?subject=${URN}`),
    ]),
  )
  const { subject, performer, text } = json.entry[0].resource
  expect([subject.reference, performer[0].reference, text.div]).toEqual([
    'Patient/a',
    'Patient/a',
    '<div><a href="Patient/a">x</a></div>',
  ])
  expect(json.entry[2].resource.total).toBe(1)
})

test('a conditional reference is resolved, or fails the whole', async () => {
  const observation = (reference: string) => [
    asks('POST', 'Observation', { resourceType: 'Observation', subject: { reference } }),
  ]
  const good = await server.call('POST ', bundle('transaction', observation('Patient?identifier=A')))
  expect(good.json.entry[0].resource.subject.reference).toBe('Patient/a')
  const before = server.store.log().length
  expect((await server.call('POST ', bundle('transaction', observation('Patient?identifier=Z')))).status).toBe(412)
  expect((await server.call('POST ', bundle('transaction', observation('Patient?_id=a,b')))).status).toBe(412)
  expect(server.store.log()).toHaveLength(before)
})

test.each<[failing: Entry, status: number]>([
  [asks('GET', 'Patient/none'), 404],
  [asks('PUT', 'Patient/b', { resourceType: 'Patient', id: 'b' }, { ifMatch: 'W/"9"' }), 412],
  [
    asks('PATCH', 'Patient/b', {
      resourceType: 'Binary',
      data: Buffer.from('[{"op":"remove","path":"/x"}]').toString('base64'),
    }),
    422,
  ],
  [asks('POST', 'Patient', { resourceType: 'Group' }), 400],
  [asks('BREW', 'Patient'), 400],
  [{ resource: { resourceType: 'Patient' } }, 400],
  [{ fullUrl: URN, ...asks('POST', 'Group', { resourceType: 'Group' }) }, 400],
])('one failing entry takes everything back: %j', async (failing, status) => {
  const before = [server.store.log(), server.store.all('Patient')]
  const entries = [
    { fullUrl: URN, ...asks('POST', 'Patient', { resourceType: 'Patient' }) },
    asks('DELETE', 'Patient/a'),
    asks('PUT', 'Patient/b', { resourceType: 'Patient', id: 'b', active: true }),
    failing,
  ]
  const reply = await server.call('POST ', bundle('transaction', entries))
  expect([reply.status, reply.json.resourceType]).toEqual([status, 'OperationOutcome'])
  expect([server.store.log(), server.store.all('Patient')]).toEqual(before)
})

test.each([bundle('collection', []), { resourceType: 'Patient' }, '[]'])('%j is not processed', async (body) => {
  expect((await server.call('POST ', body)).status).toBe(400)
})
