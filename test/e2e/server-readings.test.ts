import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Road, startRoad } from './road.ts'

let road: Road
beforeAll(async () => {
  road = await startRoad()
})
afterAll(() => road.stop())

test.each([
  ...['_id:not=1', '_id:missing=false', '_id:below=1', '_id:text=1', '_id:of-type=a|b|1'].map(
    (pair) => `Patient?${pair}`,
  ),
  ...['_lastUpdated', '_tag', '_security', '_profile', '_source'].map((name) => `Observation?${name}:missing=true`),
  'Observation?subject:Patient._id:not=1',
  'Patient?_has:Observation:patient:_tag:missing=true',
])('what a server would leave away or tell ids by goes nowhere: %s', async (target) => {
  for (const method of ['GET', 'DELETE']) {
    road.upstream.clear()
    expect((await road.ask({ method, target: `/${target}` }, 'system/*.cruds')).status).toBe(400)
    expect(road.upstream.requests).toEqual([])
  }
})

test.each(['batch', 'transaction'])('the server says nothing of itself inside a %s', async (type) => {
  road.upstream.clear()
  const entry = ['metadata', 'metadata/', 'metadata?mode=full'].map((url) => ({ request: { method: 'GET', url } }))
  const answer = await road.ask(
    {
      method: 'POST',
      target: '/',
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Bundle', type, entry }),
    },
    'system/*.cruds',
  )
  const told = JSON.parse(answer.body.toString())
  if (type === 'transaction') expect(answer.status).toBe(400)
  else
    expect(told.entry.map((each: { response: { status: string } }) => each.response.status.slice(0, 3))).toEqual([
      '400',
      '400',
      '400',
    ])
  expect(road.upstream.requests).toEqual([])
})

test('a change is not made under a condition that a server would leave away', async () => {
  const r5 = await startRoad({ fhirVersion: 'R5' })
  try {
    for (const method of ['DELETE', 'PUT']) {
      const headers = { 'Content-Type': 'application/fhir+json' }
      const sent = method === 'PUT' && { headers, body: '{"resourceType":"Flag"}' }
      const answer = await r5.ask({ method, target: '/Flag?_in=List/1&status=active', ...sent }, 'system/*.cruds')
      expect(answer.status).toBe(400)
    }
    expect(r5.upstream.requests).toEqual([])
  } finally {
    await r5.stop()
  }
})

test('everything that a resource of R5 refers to, spelled out, names references alone', async () => {
  const r5 = await startRoad({ fhirVersion: 'R5' })
  try {
    await r5.ask(
      { method: 'GET', target: '/Patient?_include=*' },
      'user/Patient.rs user/Practitioner.rs user/Account.rs',
    )
    const asked = r5.upstream.requests.map(({ target }) => target)
    expect(asked).toEqual([
      '/fhir/Patient?_include=Patient:general-practitioner:Practitioner&_include=Patient:link:Patient',
    ])
  } finally {
    await r5.stop()
  }
})
