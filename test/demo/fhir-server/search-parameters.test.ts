import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Resource } from '../../../demo/fhir-server/resource.ts'
import { found, startWithSample, type TestServer } from './client.ts'

const coded = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display && { display }) }],
})
const data: Resource[] = [
  {
    resourceType: 'Patient',
    id: 'a',
    meta: { tag: [{ system: 't', code: 'x' }], security: [{ system: 's', code: 'R' }], profile: ['http://p/one'] },
    identifier: [{ system: 'urn:mrn', value: '1', type: coded('v2', 'MR') }],
    name: [{ family: 'Ångström', given: ['Zora', 'Lee'] }],
    birthDate: '1980-05-17',
    gender: 'female',
    active: true,
    generalPractitioner: [{ reference: 'Practitioner/g' }],
  },
  {
    resourceType: 'Patient',
    id: 'b',
    identifier: [{ system: 'urn:other', value: '1' }, { value: 'bare' }],
    name: [{ family: 'Angel', given: ['Bo, Jr'] }],
    birthDate: '1990',
    gender: 'male',
  },
  { resourceType: 'Practitioner', id: 'g', name: [{ family: 'Gp' }] },
  {
    resourceType: 'Observation',
    id: 'o1',
    status: 'final',
    code: coded('http://loinc.org', '1-1', 'Pulse rate'),
    subject: { reference: 'Patient/a', identifier: { system: 'urn:mrn', value: '1' } },
    effectivePeriod: { start: '2023-03-01T10:00:00Z', end: '2023-03-02T10:00:00Z' },
    valueQuantity: { value: 5.4, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' },
    component: [
      { code: coded('l', 'sys'), valueQuantity: { value: 120, code: 'mm' } },
      { code: coded('l', 'dia'), valueQuantity: { value: 80, code: 'mm' } },
    ],
  },
  {
    resourceType: 'Observation',
    id: 'o2',
    status: 'amended',
    code: coded('http://loinc.org', '2-2'),
    subject: { reference: 'Group/a' },
    effectiveDateTime: '2023-03-02T23:30:00-02:00',
    valueQuantity: { value: 7 },
  },
  {
    resourceType: 'RiskAssessment',
    id: 'r',
    status: 'final',
    subject: { reference: 'Patient/a' },
    prediction: [{ probabilityDecimal: 0.25 }],
  },
  { resourceType: 'ValueSet', id: 'v', url: 'http://example.org/vs/one', status: 'active' },
]

let server: TestServer
beforeAll(async () => {
  server = await startWithSample({ data })
})
afterAll(() => server.stop())

const [A, B] = ['Patient/a', 'Patient/b']
const [O1, O2] = ['Observation/o1', 'Observation/o2']
test.each<[query: string, expected: string[]]>([
  ['Patient?_id=a', [A]],
  ['Patient?_id=a,b', [A, B]],
  ['Patient?_id=a&_id=b', []],
  ['Patient?_id=', [A, B]],
  ['Patient?_tag=t|x', [A]],
  ['Patient?_tag=u|x', []],
  ['Patient?_security=R', [A]],
  ['Patient?_security:not=R', [B]],
  ['Patient?_profile=http://p/one', [A]],
  ['Patient?_lastUpdated=ge2020', [A, B]],
  ['Patient?_lastUpdated=lt2020-01-01T00:00:00Z', []],
  ['Patient?identifier=1', [A, B]],
  ['Patient?identifier=urn:mrn|1', [A]],
  ['Patient?identifier=urn:mrn|', [A]],
  ['Patient?identifier=|bare', [B]],
  ['Patient?identifier=|1', []],
  ['Patient?identifier:of-type=v2|MR|1', [A]],
  ['Patient?identifier:of-type=v2|MR|2', []],
  ['Patient?gender=FEMALE', [A]],
  ['Patient?gender:not=male', [A]],
  ['Patient?active=true', [A]],
  ['Patient?active:missing=true', [B]],
  ['Patient?active:missing=false', [A]],
  ['Patient?family=ang', [A, B]],
  ['Patient?family:exact=Angel', [B]],
  ['Patient?family:exact=angel', []],
  ['Patient?family:contains=STR', [A]],
  ['Patient?name=zora', [A]],
  ['Patient?given=Bo\\, Jr', [B]],
  ['Patient?given=Bo,Zo', [A, B]],
  ['Patient?birthdate=1980-05-17', [A]],
  ['Patient?birthdate=1980', [A]],
  ['Patient?birthdate=1990-01-01', []],
  ['Patient?birthdate=ne1980', [B]],
  ['Patient?birthdate=gt1980-05-17', [B]],
  ['Patient?birthdate=lt1980-05-18', [A]],
  ['Patient?birthdate=ge1980-05-17&birthdate=le1980-05-17', [A]],
  ['Patient?birthdate=sa1985', [B]],
  ['Patient?birthdate=eb1985', [A]],
  ['Observation?date=ap2023-03-01', [O1]],
  ['Observation?date=2023-03-03', [O2]],
  ['Observation?date=2023-03-02T23:30:00-02:00', [O2]],
  ['Observation?date=2023-03-02T23:30:00%2B02:00', []],
  ['Observation?subject=Patient/a', [O1]],
  ['Observation?subject=a', [O1, O2]],
  ['Observation?subject:Patient=a', [O1]],
  ['Observation?subject:Group=a', [O2]],
  ['Observation?subject=Patient/ab', []],
  ['Observation?subject=https://elsewhere.example/fhir/Patient/a', []],
  ['Observation?patient=a', [O1]],
  ['Observation?subject:identifier=urn:mrn|1', [O1]],
  ['Observation?code:text=pulse', [O1]],
  ['Observation?value-quantity=5.4', [O1]],
  ['Observation?value-quantity=5', [O1]],
  ['Observation?value-quantity=5.0', []],
  ['Observation?value-quantity=gt5.4', [O2]],
  ['Observation?value-quantity=le5.4|http://unitsofmeasure.org|mg', [O1]],
  ['Observation?value-quantity=le9||mg', [O1]],
  ['Observation?value-quantity=ap6.5', [O2]],
  ['Observation?code-value-quantity=http://loinc.org|1-1$gt5', [O1]],
  ['Observation?code-value-quantity=1-1$gt6', []],
  ['Observation?component-code-value-quantity=sys$gt100', [O1]],
  ['Observation?component-code-value-quantity=dia$gt100', []],
  ['Observation?combo-code-value-quantity=dia$80,2-2$7', [O1, O2]],
  ['RiskAssessment?probability=gt0.2', ['RiskAssessment/r']],
  ['RiskAssessment?probability=0.30', []],
  ['ValueSet?url=http://example.org/vs/one', ['ValueSet/v']],
  ['ValueSet?url=http://example.org', []],
  ['ValueSet?url:below=http://example.org', ['ValueSet/v']],
  ['Patient/a/Observation', [O1]],
  ['Patient/a/Observation?status=amended', []],
  ['Patient/a/*?_type=Observation,RiskAssessment', [O1, 'RiskAssessment/r']],
  ['Practitioner/g/Patient', [A]],
  ['?_type=Patient,ValueSet&_id=a,v', [A, 'ValueSet/v']],
])('GET %s', async (query, expected) => {
  const { status, json } = await server.call(`GET ${query}`)
  expect({ status, found: found(json).sort() }).toEqual({ status: 200, found: [...expected].sort() })
  expect(json.total).toBe(expected.length)
})

test('an absolute reference below the own base is the relative one', async () => {
  const { json } = await server.call(`GET Observation?subject=${encodeURIComponent(`${server.url}/Patient/a`)}`)
  expect(found(json)).toEqual([O1])
})

test.each([
  'Patient?nonsense=1',
  'Patient?PATIENT=a',
  'Patient?family:sideways=a',
  'Patient?birthdate=yesterday',
  'Observation?value-quantity=lots',
  'Observation?code-value-quantity=1-1',
  'Observation?code.text=x',
  'Observation?subject.nonsense=x',
  'Patient?_has:Observation:code:status=final',
  'Patient?_has:Observation:patient=a',
  'Patient?_filter=name eq x',
  'Patient?_sort=nonsense',
  'Patient?_count=many',
  'Patient?_summary=perhaps',
  'Patient?_include=Patient:nonsense',
  'Patient?_include=Patient:name',
  '?_type=Nonsense',
])('GET %s is refused', async (query) => {
  const { status, json } = await server.call(`GET ${query}`)
  expect([status, json.resourceType]).toEqual([400, 'OperationOutcome'])
})

test('POST _search joins the pairs of URL and form', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const joined = await server.call('POST Patient/_search?gender=female', 'name=zora', form)
  const contradiction = await server.call('POST Patient/_search?gender=male', 'name=zora', form)
  expect([found(joined.json), found(contradiction.json)]).toEqual([[A], []])
  expect(found((await server.call('POST _search', '_type=ValueSet&_id=v', form)).json)).toEqual(['ValueSet/v'])
  expect(found((await server.call('POST Patient/a/Observation/_search', 'status=final', form)).json)).toEqual([O1])
})

test('a lenient search says what it passed over', async () => {
  const { json } = await server.call('GET Patient?nonsense=1&_id=a', undefined, { prefer: 'handling=lenient' })
  expect(json.entry.map((entry: { search: { mode: string } }) => entry.search.mode)).toEqual(['match', 'outcome'])
  expect(json.link[0].url).not.toContain('nonsense')
})
