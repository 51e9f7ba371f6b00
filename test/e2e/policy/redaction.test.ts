import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { until } from '../road.ts'
import { policyOf } from './policy-file.ts'

const SECRET = 'Qzxwvhidden'
const person = {
  resourceType: 'Patient',
  id: 'redacted',
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${SECRET}</div>` },
  name: [{ family: SECRET, given: ['Ann'] }],
  birthDate: '1931-07-09',
  _birthDate: { extension: [{ url: 'urn:x', valueString: SECRET }] },
  address: [{ city: 'Here', line: [SECRET] }],
  deceasedDateTime: '2019-03-04',
  multipleBirthInteger: 1,
}
const note = {
  resourceType: 'Observation',
  id: 'points',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: 'Patient/redacted' },
  valueQuantity: { value: 1.5 },
}
const holder = {
  resourceType: 'Basic',
  id: 'holds',
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${SECRET}</div>` },
  code: { text: 'x' },
  subject: { reference: '#inner' },
  contained: [{ ...person, id: 'inner' }],
}
const parcel = {
  resourceType: 'Bundle',
  id: 'parcel',
  type: 'collection',
  entry: [{ resource: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: person }] } }],
}
const told = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${SECRET}</div>` }
const document = {
  resourceType: 'Bundle',
  id: 'document',
  type: 'document',
  entry: [
    {
      resource: {
        resourceType: 'Composition',
        status: 'final',
        title: 'Letter',
        text: told,
        section: [{ title: 'Who', text: told, code: { text: 'stays' }, section: [{ text: told }] }],
      },
    },
    { resource: person },
    { resource: { resourceType: 'Observation', status: 'final', code: { text: 'stays' }, text: told } },
  ],
}
const untouched = { resourceType: 'Patient', id: 'plain', gender: 'other' }

const policy = policyOf(`
- id: masks
  effect: permit
  match: { interactions: ["*"] }
  obligations:
    - redact: { elements: [Patient.name.family, Patient.address], style: remove }
    - redact: { elements: [Patient.birthDate, "Patient.deceased[x]"], style: redact }
`)

let road: DemoRoad
let user: string
beforeAll(async () => {
  road = await startDemoRoad({}, policy)
  user = await road.tokenFor('user/*.cruds')
  for (const each of [person, note, holder, parcel, document, untouched]) {
    const url = `${road.fhir.url}/${each.resourceType}/${each.id}`
    const body = JSON.stringify(each)
    const stored = await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/fhir+json' }, body })
    expect(stored.status).toBeLessThan(300)
  }
  road.fhir.requests.length = 0
})
afterAll(() => road.stop())

const batchOf = (url: string): Asking => ({
  body: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url } }] },
})

describe('what is redacted is in no answer', () => {
  test.each<[string, string, string, Asking?]>([
    ['read', 'GET', '/Patient/redacted'],
    ['read of some elements', 'GET', '/Patient/redacted?_elements=name,birthDate,address'],
    ['summary', 'GET', '/Patient/redacted?_summary=true'],
    ['search', 'GET', '/Patient?_id=redacted'],
    [
      'search by POST',
      'POST',
      '/Patient/_search',
      { body: '_id=redacted', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['include', 'GET', '/Observation?_id=points&_include=Observation:subject'],
    ['history', 'GET', '/Patient/redacted/_history'],
    ['version', 'GET', '/Patient/redacted/_history/1'],
    ['history of the type', 'GET', '/Patient/_history'],
    ['search over types', 'GET', '/?_type=Patient,Observation&_id=redacted'],
    ['$everything', 'GET', '/Patient/redacted/$everything'],
    ['batch', 'POST', '/', batchOf('Patient/redacted')],
    ['search in a batch', 'POST', '/', batchOf('Patient?_id=redacted')],
    ['contained', 'GET', '/Basic/holds'],
    ['contained, in a search', 'GET', '/Basic?_id=holds'],
    ['Bundle in a Bundle', 'GET', '/Bundle/parcel'],
    ['narratives beside it, in a document', 'GET', '/Bundle/document'],
    ['documents found', 'GET', '/Bundle?_id=document'],
  ])('%s', async (_name, method, target, asking) => {
    const answer = await road.ask(method, target, user, asking)
    expect(answer.status).toBe(200)
    expect(answer.text).toMatch(/redacted|inner|parcel|document/)
    expect(answer.text).toContain('"REDACTED"')
    for (const secret of [SECRET, '1931', '2019-03', 'Here']) expect(answer.text).not.toContain(secret)
  })

  test('and the stand-in says that there is a value', async () => {
    const { text, headers } = await road.ask('GET', '/Patient/redacted', user)
    const masked = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
    }
    const told = JSON.parse(text)
    expect(told).toMatchObject({ name: [{ given: ['Ann'] }], _birthDate: masked, _deceasedDateTime: masked })
    for (const name of ['text', 'address', 'birthDate', 'deceasedDateTime']) expect(told).not.toHaveProperty(name)
    expect(headers.get('etag')).toMatch(/^W\/"1\.redacted-[0-9a-f]{16}"$/)
  })

  test('the bytes of a resource that has none of it stay', async () => {
    const direct = await (await fetch(`${road.fhir.url}/Patient/plain`)).text()
    const { text, headers } = await road.ask('GET', '/Patient/plain', user)
    expect([text, headers.get('etag')]).toEqual([direct, 'W/"1"'])
  })

  test('of a document the rest stays', async () => {
    const { text } = await road.ask('GET', '/Bundle/document', user)
    expect(text.match(/"stays"/g)).toHaveLength(2)
    expect(text).toContain('"title":"Who"')
    expect(JSON.parse(text)).toHaveProperty('meta.security.0.code', 'REDACTED')
  })

  test('a version in a history has the tag that reading it gives', async () => {
    const tag = (await road.ask('GET', '/Patient/redacted', user)).headers.get('etag')
    const { entry } = JSON.parse((await road.ask('GET', '/Patient/redacted/_history', user)).text)
    expect(entry.map((each: { response: { etag: string } }) => each.response.etag)).toEqual([tag])
  })

  test.each<[string, string, string, number, Asking?]>([
    ['a search', 'GET', '/Patient?_id=redacted,plain', 1],
    ['a search in a batch', 'POST', '/', 1, batchOf('Patient?_id=redacted,plain')],
    ['a read in a batch', 'POST', '/', 1, batchOf('Patient/redacted')],
    ['a search that finds none of it', 'GET', '/Patient?_id=plain', 0],
  ])('%s counts what was redacted', async (_name, method, target, expected, asking) => {
    const counted = async () => {
      const line = /^gatehouse_response_entries_total\{action="redacted"\} (\d+)$/m.exec(await road.gateway.metrics())
      return Number(line?.[1] ?? 0)
    }
    const before = await counted()
    const { headers } = await road.ask(method, target, user, asking)
    await until(() => road.gateway.logged.some(({ id }) => id === headers.get('x-request-id')))
    expect(await counted()).toBe(before + expected)
  })

  test('its tag is good for a conditional read and nothing else', async () => {
    const tag = (await road.ask('GET', '/Patient/redacted', user)).headers.get('etag')!
    expect((await road.ask('GET', '/Patient/redacted', user, { headers: { 'if-none-match': tag } })).status).toBe(304)
    const before = road.fhir.requests.length
    const body = { ...note, status: 'amended' }
    const written = await road.ask('PUT', '/Observation/points', user, { headers: { 'if-match': tag }, body })
    expect([written.status, road.fhir.requests.length]).toEqual([412, before])
  })
})

describe('a search that looks at it is refused', () => {
  test.each([
    '/Patient?family=Q',
    '/Patient?name=Q',
    '/Patient?birthdate=1931-07-09',
    '/Patient?birthdate:missing=false',
    '/Patient?_sort=birthdate',
    '/Patient?address-city=Here',
    '/Patient?death-date=gt2000',
    '/Patient?deceased=true',
    '/Patient?_text=Q',
    '/Patient?_content=Q',
    '/Observation?subject:Patient.birthdate=1931',
    '/Observation?subject:Patient.family=Q',
    '/Observation?_has:Provenance:target:patient.family=Q',
    '/?_type=Patient&_content=Q',
  ])('%s', async (target) => {
    const { status } = await road.ask('GET', target, user)
    expect([status === 403 || status === 400, road.fhir.requests.at(-1)?.url ?? '']).toEqual([
      true,
      expect.not.stringContaining('Q'),
    ])
  })

  test.each([
    '/Patient?gender=other',
    '/Patient?_id=plain&_sort=_lastUpdated',
    '/Observation?subject=Patient/redacted',
  ])('and %s is not', async (target) => expect((await road.ask('GET', target, user)).status).toBe(200))
})

describe('what was redacted is not written back', () => {
  test.each<[string, string, string, Asking]>([
    ['update', 'PUT', '/Patient/plain', { body: untouched }],
    [
      'patch',
      'PATCH',
      '/Patient/plain',
      {
        headers: { 'content-type': 'application/json-patch+json' },
        body: '[{"op":"replace","path":"/gender","value":"male"}]',
      },
    ],
    [
      'a body that says so',
      'POST',
      '/Basic',
      {
        body: {
          resourceType: 'Basic',
          code: { text: 'x' },
          meta: {
            security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }],
          },
        },
      },
    ],
  ])('%s', async (_name, method, target, asking) => {
    const before = road.fhir.requests.length
    expect([(await road.ask(method, target, user, asking)).status, road.fhir.requests.length]).toEqual([403, before])
  })
})
