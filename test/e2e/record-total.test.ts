import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Road, startRoad } from './road.ts'

/** A record as servers give it: whatever types were asked for, with what these refer to, all of it counted. */
const record = {
  resourceType: 'Bundle',
  type: 'searchset',
  total: 3,
  entry: [
    { resource: { resourceType: 'Patient', id: '1' }, search: { mode: 'match' } },
    { resource: { resourceType: 'Observation', id: '1', subject: { reference: 'Patient/1' } } },
    { resource: { resourceType: 'Practitioner', id: '1' } },
  ],
}

let road: Road
beforeAll(async () => {
  const headers = { 'content-type': 'application/fhir+json' }
  road = await startRoad({ script: () => ({ status: 200, headers, body: JSON.stringify(record) }) })
})
afterAll(() => road.stop())

test.each([
  ['/Patient/1/$everything', 'user/*.rs', 3],
  ['/Patient/1/$everything', 'user/Patient.rs user/Observation.rs', undefined],
  ['/Patient/1/$everything?_type=Observation', 'user/Patient.rs user/Observation.rs', undefined],
  ['/Patient/1/$everything?_type=Observation', 'user/*.rs', undefined],
  ['/Patient/$everything?_type=Patient', 'system/Patient.rs', undefined],
])('the total of %s for %s counts nothing that is hidden', async (path, scopes, total) => {
  road.upstream.clear()
  const answer = await road.ask({ method: 'GET', target: path }, scopes)
  expect(answer.status).toBe(200)
  const told = JSON.parse(answer.body.toString())
  expect(told.total).toBe(total)
  if (total === undefined) expect(told.entry.length).toBeLessThan(record.total)
  expect(road.upstream.requests).toHaveLength(1)
})
