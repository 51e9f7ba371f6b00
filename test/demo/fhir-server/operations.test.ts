import { afterAll, beforeAll, expect, test } from 'vitest'
import { patientIds } from '../../../demo/data/sample-data.ts'
import { found, startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeAll(async () => {
  server = await startWithSample()
})
afterAll(() => server.stop())

test('Patient/[id]/$everything is the compartment and what it shares with others', async () => {
  const { json, text } = await server.call('GET Patient/p07/$everything?_count=100')
  const ids = found(json)
  expect(ids).toEqual(
    expect.arrayContaining(['Patient/p07', 'Observation/p07-lab1', 'RelatedPerson/p07-mother', 'Practitioner/dr01']),
  )
  expect(patientIds.filter((id) => text.includes(`SECRET-${id}-`))).toEqual(['p07'])
})

test.each<[request: string, body: unknown, types: string[]]>([
  ['GET Patient/p01/$everything?_type=Condition,Claim&_count=50', undefined, ['Claim', 'Condition']],
  ['GET Patient/p01/$everything?_since=2200-01-01', undefined, []],
  [
    'POST Patient/p01/$everything',
    { resourceType: 'Parameters', parameter: [{ name: '_type', valueString: 'Condition' }] },
    ['Condition'],
  ],
])('%s %j', async (request, body, types) => {
  const { json } = await server.call(request, body)
  expect([...new Set(found(json).map((name) => name.split('/')[0]))].sort()).toEqual(types)
})

test('Patient/$everything is all patients, in pages', async () => {
  const { json } = await server.call('GET Patient/$everything?_count=10')
  expect([found(json).length, json.total > 500]).toEqual([10, true])
  expect(found(json)[0]).toBe('Patient/p01')
})

test('$lastn takes the newest of each code', async () => {
  const one = await server.call('GET Observation/$lastn?patient=p03&code=8867-4,8310-5')
  expect(found(one.json).sort()).toEqual(['Observation/p03-vital21', 'Observation/p03-vital22'])
  const two = await server.call('GET Observation/$lastn?patient=p03&code=8867-4&max=2')
  expect(found(two.json)).toEqual(['Observation/p03-vital21', 'Observation/p03-vital11'])
})

test.each(['POST Patient/$validate', 'POST Patient/p01/$validate'])('%s accepts', async (request) => {
  const { status, json } = await server.call(request, { resourceType: 'Patient' })
  expect([status, json.issue[0].severity]).toEqual([200, 'information'])
})

test('$meta shows the labels', async () => {
  const { json } = await server.call('GET Condition/p01-cond2/$meta')
  expect(json.parameter[0].valueMeta.security[0].code).toBe('R')
})

test.each<[request: string, status: number]>([
  ['GET Patient/none/$everything', 404],
  ['GET Patient/p01/$nonsense', 404],
  ['GET Nonsense/$validate', 404],
  ['GET Observation/p01-bp/$lastn', 404],
  ['DELETE Patient/p01/$everything', 405],
  ['GET Observation/$lastn?nonsense=1', 400],
  ['GET Patient/p01/$everything?_type=Nonsense', 400],
])('%s: %i', async (request, status) => {
  expect((await server.call(request)).status).toBe(status)
})

test('metadata is written from the definition tables', async () => {
  const { json } = await server.call('GET metadata')
  const [{ resource }] = json.rest
  expect([json.fhirVersion, resource.length > 140, json.implementation.url]).toEqual(['4.0.1', true, server.url])
  const observation = resource.find((of: { type: string }) => of.type === 'Observation')
  expect(observation.searchParam).toContainEqual({ name: 'value-quantity', type: 'quantity' })
  expect(observation.operation.map(({ name }: { name: string }) => name)).toContain('lastn')
})
