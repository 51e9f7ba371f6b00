import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

let road: DemoRoad
let narrow: string
beforeAll(async () => {
  road = await startDemoRoad()
  narrow = await road.tokenFor('user/Patient.rs user/Basic.cru')
})
beforeEach(() => {
  road.fhir.requests.length = 0
})
afterAll(() => road.stop())

const basic = (text: string) => ({ resourceType: 'Basic', code: { text } })
const get = (url: string) => ({ request: { method: 'GET', url } })
const bundle = (type: string, ...entry: object[]) => ({ body: { resourceType: 'Bundle', type, entry } })

interface Response {
  readonly type: string
  readonly entry: readonly {
    readonly response: { readonly status: string }
    readonly resource?: { readonly id: string }
  }[]
}

test('every entry of a batch is answered in its place, whoever answers it', async () => {
  const told = await road.ask(
    'POST',
    '/',
    narrow,
    bundle(
      'batch',
      get('Condition?patient=p01'),
      get('Patient/p02'),
      get('Patient/../Condition'),
      get('Patient/nobody'),
      { request: { method: 'POST', url: 'Basic' }, resource: basic('in a batch') },
      get('Patient/p01'),
      { request: { method: 'DELETE', url: 'Basic/1' } },
    ),
  )
  const { type, entry } = JSON.parse(told.text) as Response
  expect(type).toBe('batch-response')
  expect(entry.map(({ response }) => response.status.slice(0, 3))).toEqual([
    '403',
    '200',
    '400',
    '404',
    '201',
    '200',
    '403',
  ])
  expect(entry.map(({ resource }) => resource?.id)).toMatchObject({ 1: 'p02', 5: 'p01' })
  const [sent, ...more] = road.fhir.requests.map(
    ({ body }) => JSON.parse(body) as { entry: { request: { url: string } }[] },
  )
  expect(more).toEqual([])
  expect(sent?.entry.map(({ request }) => request.url)).toEqual([
    'Patient/p02',
    'Patient/nobody',
    'Basic',
    'Patient/p01',
  ])
})

test('a batch of which nothing is permitted is answered without asking', async () => {
  const told = await road.ask('POST', '/', narrow, bundle('batch', get('Condition/1'), get('//evil.example')))
  const { entry } = JSON.parse(told.text) as Response
  expect(entry.map(({ response }) => response.status.slice(0, 3))).toEqual(['403', '400'])
  expect(road.fhir.requests).toEqual([])
})

test.each([
  ['denied', get('Condition/1'), 403],
  ['not understood', get('Patient/..'), 400],
])('a transaction with an entry that is %s does nothing at all', async (_name, wrong, status) => {
  const before = road.fhir.store.all('Basic').length
  const write = { request: { method: 'POST', url: 'Basic' }, resource: basic('in a transaction') }
  const told = await road.ask('POST', '/', narrow, bundle('transaction', write, wrong))
  expect(told.status).toBe(status)
  expect(JSON.parse(told.text)).toMatchObject({ resourceType: 'OperationOutcome' })
  expect(road.fhir.requests).toEqual([])
  expect(road.fhir.store.all('Basic').length).toBe(before)
})

test('a transaction that is permitted is carried out whole', async () => {
  const write = {
    fullUrl: 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a',
    request: { method: 'POST', url: 'Basic' },
    resource: basic('whole'),
  }
  const told = await road.ask('POST', '/', narrow, bundle('transaction', write, get('Patient/p01')))
  const { type, entry } = JSON.parse(told.text) as Response
  expect({ type, statuses: entry.map(({ response }) => response.status.slice(0, 3)) }).toEqual({
    type: 'transaction-response',
    statuses: ['201', '200'],
  })
  expect(road.fhir.store.all('Basic').some(({ code }) => (code as { text: string }).text === 'whole')).toBe(true)
})
