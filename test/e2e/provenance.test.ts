import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { type RecordingUpstream, type Reply, startRecordingUpstream } from '../fixtures/recording-upstream.ts'

const headers = { 'content-type': 'application/fhir+json', etag: 'W/"1"' }
const reply = (body: object): Reply => ({ status: 200, headers, body: JSON.stringify(body) })
const observation = (id: string, patient: string) =>
  reply({ resourceType: 'Observation', id, status: 'final', subject: { reference: `Patient/${patient}` } })
const status = (code: number): Reply => ({ status: code, headers, body: '{"resourceType":"OperationOutcome"}' })

const stored: Record<string, Reply | undefined> = {
  'Observation/own1': observation('own1', 'p01'),
  'Observation/own2': observation('own2', 'p01'),
  'Observation/foreign': observation('foreign', 'p02'),
  'Observation/moved': observation('moved', 'p01'),
  'Observation/moved/_history/1': observation('moved', 'p02'),
  'Observation/moved/_history/2': observation('moved', 'p01'),
  'Observation/deleted': status(410),
  'Observation/failing': status(500),
  'Observation/busy': status(503),
  'Observation/odd': status(204),
  'Observation/other': observation('foreign', 'p01'),
  'Observation/broken': { status: 200, headers, body: '{"resourceType":"Observation","id":"broken"' },
  'Observation/html': { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' },
  'Practitioner/dr': reply({ resourceType: 'Practitioner', id: 'dr' }),
  'Task/closed': reply({ resourceType: 'Task', id: 'closed', for: { reference: 'Patient/p01' } }),
  'Provenance/nested': reply({ resourceType: 'Provenance', id: 'nested', target: [{ reference: 'Observation/own1' }] }),
}

let upstream: RecordingUpstream
let issuer: Issuer
let gateway: TestGateway
let closed: TestGateway
/** The Provenance that the upstream has at this moment. */
let provenance: object

beforeAll(async () => {
  upstream = await startRecordingUpstream(({ target }) => {
    const path = target.replace(/^\/fhir\/?/, '').replace(/\?.*$/, '')
    if (/^Provenance\/x(\/_history\/1)?$/.test(path)) return reply(provenance)
    return stored[path] ?? status(404)
  })
  const port = await freePort()
  issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
  const options = { upstreamUrl: upstream.url, issuer: issuer.issuer }
  gateway = await startGateway(options, port)
  const compartment = { overrides: { Provenance: 'closed' } }
  closed = await startGateway({ ...options, sections: { compartment, server: { publicUrl: gateway.base } } })
})
afterAll(async () => {
  await Promise.all([gateway.close(), closed.close(), issuer.stop()])
  await upstream.stop()
})
beforeEach(() => upstream.clear())

async function get(path: string, scope = 'patient/*.rs', from = gateway) {
  const token = await issuer.mint({ scope, sub: 'someone', client_id: 'app', patient: 'p01' })
  const response = await fetch(`${from.base}/${path}`, { headers: { authorization: `Bearer ${token}` } })
  const told = [...response.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id')
  return { status: response.status, told, body: await response.text() }
}

function about(...targets: (string | object)[]) {
  const target = targets.map((each) => (typeof each === 'string' ? { reference: each } : each))
  provenance = { resourceType: 'Provenance', id: 'x', target, agent: [{ type: { coding: [{ code: 'author' }] } }] }
}

describe('is shown when all that it is about is visible', () => {
  test.each([
    ['one own record', ['Observation/own1']],
    ['several', ['Observation/own1', 'Observation/own2']],
    ['the launch patient', ['Patient/p01']],
    ['the launch patient and own records', ['Patient/p01', 'Observation/own1']],
    ['what belongs to nobody', ['Practitioner/dr', 'Observation/own1']],
    ['a version of the time when it was own', ['Observation/moved/_history/2']],
    ['the same one twice', ['Observation/own1', 'Observation/own1']],
    ['ten', Array(10).fill('Observation/own1')],
  ])('%s', async (_, targets) => {
    about(...targets)
    for (const path of ['Provenance/x', 'Provenance/x/_history/1']) {
      expect(await get(path)).toMatchObject({ status: 200, body: JSON.stringify(provenance) })
    }
  })
})

describe('looks otherwise as if it were not there', () => {
  test.each<[string, (string | object)[], string?]>([
    ['a foreign record', ['Observation/foreign']],
    ['a foreign record among own ones', ['Observation/own1', 'Observation/foreign', 'Observation/own2']],
    ['another patient', ['Patient/p02']],
    ['another patient beside the launch patient', ['Patient/p01', 'Patient/p02']],
    ['a deleted record', ['Observation/own1', 'Observation/deleted']],
    ['a record that never was', ['Observation/own1', 'Observation/none']],
    ['a version of the time when it was foreign', ['Observation/moved/_history/1']],
    ['a foreign version of what is own by now', ['Observation/moved', 'Observation/moved/_history/1']],
    ['a record that cannot be read', ['Observation/own1', 'Observation/failing']],
    ['a record that cannot be read now', ['Observation/busy']],
    ['a record without content', ['Observation/odd']],
    ['a record in whose place another comes', ['Observation/other']],
    ['a record that is cut', ['Observation/broken']],
    ['a record that is none', ['Observation/html']],
    ['a closed type', ['Task/closed']],
    ['another Provenance', ['Provenance/nested']],
    ['itself', ['Provenance/x']],
    ['a type that does not exist', ['Nonsense/1']],
    ['another server', ['Observation/own1', 'https://elsewhere.example.org/fhir/Observation/own1']],
    ['a contained resource', ['#o1']],
    ['a logical reference', ['Observation/own1', { identifier: { value: 'p01' } }]],
    ['nothing', []],
    ['eleven', Array(11).fill('Observation/own1')],
    ['own records of a type without scope', ['Observation/own1'], 'patient/Provenance.rs patient/Patient.rs'],
    ['records that may only be searched', ['Observation/own1'], 'patient/Provenance.rs patient/Observation.s'],
    [
      'own records that no granular scope covers',
      ['Observation/own1'],
      'patient/Provenance.rs patient/Observation.rs?status=amended',
    ],
    ['own records, but not what the scope says', ['Patient/p01'], 'patient/Provenance.rs?agent-type=x patient/*.cud'],
  ])('%s', async (_, targets, scope) => {
    about(...targets)
    const absent = await get('Provenance/absent', scope)
    expect(absent.status).toBe(404)
    expect(await get('Provenance/x', scope)).toEqual(absent)
    expect(await get('Provenance/x/_history/1', scope)).toEqual(absent)
  })
})

test('a granular scope shows what it says of those whose targets are visible', async () => {
  about('Observation/own1')
  const scope = 'patient/Provenance.rs?agent-type=author patient/Observation.r'
  expect(await get('Provenance/x', scope)).toMatchObject({ status: 200 })
})

test('each target is asked for once, and those of others that are no secret not at all', async () => {
  about('Patient/p01', 'Observation/own1', 'Observation/own1', 'Patient/p02', 'Task/closed')
  await get('Provenance/x')
  const asked = upstream.requests.map(({ method, target }) => `${method} ${target}`)
  expect(asked).toEqual([
    expect.stringContaining('GET /fhir/Provenance/x'),
    expect.stringContaining('GET /fhir/Observation/own1'),
  ])
})

test('a caller of every patient is not held up', async () => {
  about('Observation/foreign')
  expect(await get('Provenance/x', 'user/Provenance.rs')).toMatchObject({ status: 200 })
  expect(upstream.requests).toHaveLength(1)
})

test('a site that closes the type shows none', async () => {
  about('Patient/p01')
  expect(await get('Provenance/x', 'patient/*.rs', closed)).toMatchObject({ status: 404 })
  const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: provenance }] }
  stored.Patient = reply(bundle)
  const query = 'Patient?_revinclude=Provenance:target'
  expect((await get(query)).body).toContain('"x"')
  expect((await get(query, 'patient/*.rs', closed)).body).not.toContain('"x"')
})
