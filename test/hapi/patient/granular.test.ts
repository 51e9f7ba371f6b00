import { afterAll, describe, expect, it } from 'vitest'
import { type Bundle, names, pages } from '../bundles.ts'
import { directly } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const system = 'http://terminology.hl7.org/CodeSystem/observation-category'
const scoped = (category: string) => `patient/Observation.crus?category=${system}|${category}`
const [lab, vital] = [scoped('laboratory'), scoped('vital-signs')]
const byCode = 'patient/Observation.rs?code=urn:example:code|c1'
const rest = 'patient/Patient.rs patient/Encounter.rs'

/** `gia`'s rows: five of each category, of codes c0 to c4. */
const categories = ['laboratory', 'vital-signs', 'survey']
const rows = categories.flatMap((category) => [0, 1, 2, 3, 4].map((at) => observation(category, at)))
const of = (...wanted: string[]) =>
  wanted.flatMap((category) => [0, 1, 2, 3, 4].map((at) => `Observation/gia-${category}-${at}`)).sort()
const found = (bundles: readonly Bundle[]) => bundles.flatMap((page) => names(page)).sort()

function observation(category: string, at: number) {
  return {
    resourceType: 'Observation',
    id: `gia-${category}-${at}`,
    status: 'final',
    category: [{ coding: [{ system, code: category }] }],
    code: { coding: [{ system: 'urn:example:code', code: `c${at}` }] },
    subject: { reference: 'Patient/gia' },
    encounter: { reference: 'Encounter/gia-day' },
    effectiveDateTime: `2024-05-0${at + 1}`,
  }
}

const day = {
  resourceType: 'Encounter',
  id: 'gia-day',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: { reference: 'Patient/gia' },
}
const patient = { resourceType: 'Patient', id: 'gia', active: true }
const all = [patient, day, ...rows]
stored(...all)
// Other suites count patients and observations.
afterAll(async () => {
  const made = (await directly('GET', 'Observation?patient=gia&_count=50')).json<Bundle>()
  for (const name of [...names(made), 'Encounter/gia-day', 'Patient/gia']) await directly('DELETE', name)
})

const searches = [
  'Observation?_count=2',
  'Observation?_count=50',
  'Observation?_count=3&_sort=-date',
  'Observation?patient=gia&_count=4',
  'Observation?date=gt2024-01-01&_count=4',
  'Observation?encounter=Encounter/gia-day&status=final&_count=4',
  'Patient/gia/Observation?_count=4',
]

describe.each([
  ['one scope', lab, of('laboratory')],
  ['two scopes of one parameter', `${lab} ${vital}`, of('laboratory', 'vital-signs')],
  [
    'two scopes of two parameters',
    `${lab} ${byCode}`,
    [...of('laboratory'), 'Observation/gia-survey-1', 'Observation/gia-vital-signs-1'].sort(),
  ],
])('under %s', (_, scope, expected) => {
  const ask = app.own(`${scope} ${rest}`, 'gia')

  // Scopes that no one search can say together: its pages are filled, and nobody counts what they leave out.
  const isUnlike = scope.includes('code=')

  it.each(searches)('a search gives all and only what fits, over every page: %s', async (path) => {
    const seen = await pages(ask, path)
    expect(found(seen)).toEqual(expected)
    for (const { total } of seen) expect(isUnlike ? [undefined] : [undefined, expected.length]).toContain(total)
  })

  it('so does a search by POST', async () => {
    const heard = await ask('POST', 'Observation/_search', { headers: form, body: '_count=50' })
    expect(names(heard.json<Bundle>()).sort()).toEqual(expected)
  })

  it.each(['laboratory', `${system}|laboratory`, 'laboratory,vital-signs', 'laboratory,survey'])(
    'naming the value works: category=%s',
    async (value) => {
      const path = `Observation?category=${encodeURIComponent(value)}&_count=3`
      const wanted = value.split(',').flatMap((one) => of(one.replace(/.*\|/, '')))
      const seen = found(await pages(ask, path))
      expect(seen).toEqual(expected.filter((name) => wanted.includes(name)))
      expect(seen.length).toBeGreaterThan(4)
    },
  )

  it.each(rows)('$id is read if it fits, and else is as what never was', async ({ id }) => {
    const fits = expected.includes(`Observation/${id}`)
    const absent = id.replace('gia', 'hya')
    for (const path of ['', '/_history/1', '/_history']) {
      const heard = await ask('GET', `Observation/${id}${path}`)
      expect(heard.status).toBe(fits ? 200 : 404)
      if (!fits) expect(told(heard, id)).toEqual(told(await ask('GET', `Observation/${absent}${path}`), absent))
    }
  })

  it.each([
    'Encounter?_revinclude=Observation:encounter',
    'Patient?_revinclude=Observation:subject&_count=1',
    'Patient/gia/$everything',
  ])('what rides along fits as well: %s', async (path) => {
    const seen = found(await pages(ask, path)).filter((name) => name.startsWith('Observation/'))
    expect(seen).toEqual(expected)
  })

  it('$lastn holds what fits alone, or is refused where it cannot be told to', async () => {
    const heard = await ask('GET', 'Observation/$lastn?patient=gia&max=9')
    expect(heard.status).toBe(isUnlike ? 403 : 200)
    expect(expected).toEqual(expect.arrayContaining(names(heard.json<Bundle>())))
  })

  it.each(['Patient?_has:Observation:patient:code=c2', 'Encounter?_has:Observation:encounter:category=survey'])(
    'nothing is searched through what may not fit: %s',
    async (path) => {
      expect((await ask('GET', path)).status).toBe(403)
    },
  )
})

describe('under one scope', () => {
  const ask = app.own(`${lab} ${rest}`, 'gia')

  it.each(['survey', 'vital-signs', `${system}|survey`])('another value finds nothing: %s', async (value) => {
    const heard = await ask('GET', `Observation?category=${encodeURIComponent(value)}`)
    expect([heard.status, heard.json<Bundle>().entry, heard.json<Bundle>().total ?? 0]).toEqual([200, undefined, 0])
  })

  it('what fits can be written, and what does not cannot', async () => {
    const { id: _, ...fits } = observation('laboratory', 7)
    const { id: __, ...other } = observation('survey', 7)
    expect((await ask('POST', 'Observation', { body: fits })).status).toBe(201)
    expect([403, 404]).toContain((await ask('POST', 'Observation', { body: other })).status)
    const leaves = { ...observation('survey', 0), id: 'gia-laboratory-0' }
    expect([403, 404]).toContain((await ask('PUT', 'Observation/gia-laboratory-0', { body: leaves })).status)
    const enters = { ...observation('laboratory', 0), id: 'gia-survey-0' }
    expect([403, 404]).toContain((await ask('PUT', 'Observation/gia-survey-0', { body: enters })).status)
    for (const name of ['gia-laboratory-0', 'gia-survey-0'])
      expect((await directly('GET', `Observation/${name}`)).json()).toMatchObject({ meta: { versionId: '1' } })
  })

  it('other types are as their scopes say', async () => {
    expect((await ask('GET', 'Encounter/gia-day')).status).toBe(200)
    expect((await ask('GET', 'Condition?patient=gia')).status).toBe(403)
    expect((await ask('POST', 'Basic', { body: basic('x', 'gia', 'x') })).status).toBe(403)
    expect((await ask('GET', 'Observation/ada-glucose')).status).toBe(404)
  })
})

it('naming the value of one of two unlike scopes gives all and only what fits that', async () => {
  const ask = app.own(`${lab} ${byCode} ${rest}`, 'gia')
  const seen = found(await pages(ask, 'Observation?code=urn:example:code%7Cc1&_count=2'))
  expect(seen).toEqual(categories.map((category) => `Observation/gia-${category}-1`).sort())
})
