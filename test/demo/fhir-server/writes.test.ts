import { afterAll, beforeAll, expect, test } from 'vitest'
import { internalsMarker } from '../../../demo/fhir-server/message.ts'
import { found, startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeAll(async () => {
  server = await startWithSample({ data: [] })
})
afterAll(() => server.stop())

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more })

test('a resource lives: created, read, updated, deleted, created again, with its versions', async () => {
  const created = await server.call('POST Patient', patient('ignored', { gender: 'female' }))
  const { id, meta } = created.json
  expect([created.status, id === 'ignored', meta.versionId]).toEqual([201, false, '1'])
  expect(created.headers.get('location')).toBe(`${server.url}/Patient/${id}/_history/1`)
  expect(created.headers.get('etag')).toBe('W/"1"')
  expect(Date.parse(created.headers.get('last-modified')!)).toBeGreaterThan(0)

  const updated = await server.call(`PUT Patient/${id}`, patient(id, { gender: 'male' }), { 'if-match': 'W/"1"' })
  expect([updated.status, updated.headers.get('etag')]).toEqual([200, 'W/"2"'])
  expect((await server.call(`GET Patient/${id}/_history/1`)).json.gender).toBe('female')
  expect((await server.call(`DELETE Patient/${id}`)).status).toBe(204)
  expect((await server.call(`GET Patient/${id}`)).status).toBe(410)
  expect((await server.call(`GET Patient/${id}/_history/3`)).status).toBe(410)
  expect(found((await server.call(`GET Patient?_id=${id}`)).json)).toEqual([])
  expect((await server.call(`PUT Patient/${id}`, patient(id))).status).toBe(201)

  const { json } = await server.call(`GET Patient/${id}/_history`)
  const log = json.entry.map((entry: { request: { method: string }; resource?: object }) => [
    entry.request.method,
    'resource' in entry,
  ])
  expect(log).toEqual([
    ['PUT', true],
    ['DELETE', false],
    ['PUT', true],
    ['POST', true],
  ])
})

test('a read is answered as its conditions and HEAD ask', async () => {
  await server.call('PUT Patient/c', patient('c'))
  expect((await server.call('GET Patient/c', undefined, { 'if-none-match': 'W/"1"' })).status).toBe(304)
  expect((await server.call('GET Patient/c', undefined, { 'if-none-match': 'W/"9"' })).status).toBe(200)
  const later = new Date(Date.now() + 10_000).toUTCString()
  expect((await server.call('GET Patient/c', undefined, { 'if-modified-since': later })).status).toBe(304)
  expect(
    (await server.call('GET Patient/c', undefined, { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).status,
  ).toBe(200)
  const head = await server.call('HEAD Patient/c')
  expect([head.status, head.text, Number(head.headers.get('content-length')) > 0]).toEqual([200, '', true])
})

test.each([
  ['minimal', undefined],
  ['representation', 'Patient'],
  ['OperationOutcome', 'OperationOutcome'],
])('Prefer: return=%s is honoured', async (kind, expected) => {
  const { status, json } = await server.call('POST Patient', patient('x'), { prefer: `return=${kind}` })
  expect([status, json?.resourceType]).toEqual([201, expected])
})

const PATCH = { 'content-type': 'application/json-patch+json' }
test.each<[request: string, body: unknown, headers: Record<string, string>, status: number]>([
  ['GET Patient/none', undefined, {}, 404],
  ['GET Patient/none/_history', undefined, {}, 404],
  ['GET Nonsense/1', undefined, {}, 404],
  ['GET Patient/e/nothing/here/at/all', undefined, {}, 404],
  ['GET Patient/e/Nonsense', undefined, {}, 404],
  ['GET Patient/e/_history/7', undefined, {}, 404],
  ['PUT Patient/e', patient('f'), {}, 400],
  ['PUT Patient/e', { resourceType: 'Group', id: 'e' }, {}, 400],
  ['PUT Patient/e', '{"resourceType":', {}, 400],
  ['PUT Patient/e', patient('e'), { 'content-type': 'application/fhir+xml' }, 415],
  ['PUT Patient/e', patient('e'), { 'if-match': 'W/"7"' }, 412],
  ['PUT Patient/e', patient('e'), { 'if-none-match': '*' }, 412],
  ['DELETE Patient/e', undefined, { 'if-match': 'W/"7"' }, 412],
  ['PATCH Patient/e', '[]', { ...PATCH, 'if-match': 'W/"7"' }, 412],
  ['PATCH Patient/none', '[]', PATCH, 404],
  ['POST Patient/e', patient('e'), {}, 405],
  ['PUT metadata', patient('e'), {}, 405],
  ['DELETE Patient/none', undefined, {}, 204],
])('%s %j %j: %i', async (request, body, headers, status) => {
  await server.call('PUT Patient/e', patient('e'))
  const before = server.store.log().length
  const reply = await server.call(request, body, headers)
  expect(reply.status).toBe(status)
  if (status !== 204) expect(reply.json.issue[0].diagnostics).toContain(internalsMarker)
  expect(server.store.log()).toHaveLength(before)
})

test('history of a type and of all is newest first, paged and bounded in time', async () => {
  await server.call('PUT Group/h1', { resourceType: 'Group', id: 'h1' })
  await server.call('PUT Group/h2', { resourceType: 'Group', id: 'h2' })
  expect(found((await server.call('GET Group/_history')).json)).toEqual(['Group/h2', 'Group/h1'])
  const { json } = await server.call('GET _history?_count=1')
  expect(found(json)).toEqual(['Group/h2'])
  const [, next] = json.link
  expect(found((await server.call(`GET ${next.url}`)).json)).toEqual(['Group/h1'])
  expect((await server.call('GET Group/_history?_since=2200-01-01')).json.total).toBe(0)
})

test('a Binary comes and goes in its own type', async () => {
  const posted = await server.call('POST Binary', 'plain text', { 'content-type': 'text/plain' })
  expect([posted.status, posted.json.contentType]).toEqual([201, 'text/plain'])
  const raw = await server.call(`GET Binary/${posted.json.id}`, undefined, { accept: 'text/plain' })
  expect([raw.text, raw.headers.get('content-type')]).toEqual(['plain text', 'text/plain'])
  const wrapped = await server.call(`GET Binary/${posted.json.id}`, undefined, { accept: 'application/fhir+json' })
  expect(Buffer.from(wrapped.json.data, 'base64').toString()).toBe('plain text')
})
