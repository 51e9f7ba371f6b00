import { describe, expect, it } from 'vitest'
import { type Bundle, names, pages } from '../bundles.ts'
import { usePatientApp } from './caller.ts'

const app = usePatientApp()
const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** Searches that end at another patient's rows: nothing is there, as for a patient who never was. */
const empty = [
  'Patient?_id=bruno',
  'Patient?_id=bruno,chiara',
  'Patient?identifier=urn:example:mrn|mrn-bruno',
  'Patient?family=Birch',
  'Patient?birthdate=1972-04-05',
  'Patient?gender=male',
  'Observation?patient=bruno',
  'Observation?subject=Patient/bruno',
  'Observation?subject:Patient=bruno',
  'Observation?_id=bruno-pulse',
  'Observation?code=8867-4&value-quantity=72',
  'Observation?patient=ada&patient=bruno',
  'Observation?encounter=Encounter/bruno-visit',
  'Observation?subject:Patient.family=Birch',
  'Patient?_has:Observation:patient:value-quantity=72',
  'Condition?code=35489007',
  'Condition?_security=R',
  'Patient/bruno/Observation',
  'Patient/bruno/Encounter?status=finished',
]

/** Searches that could look into others' rows on their way. */
const closed = [
  'Observation?encounter:Encounter.status=finished',
  'Observation?encounter.subject=Patient/bruno',
  'Observation?encounter.subject:Patient.family=Birch',
  'Encounter?_has:Observation:encounter:value-quantity=72',
  'Practitioner?_has:Observation:performer:value-quantity=72',
  'Practitioner?_has:Patient:general-practitioner:family=Birch',
  'Organization?_has:Patient:organization:_id=bruno',
  'Patient?_has:Encounter:patient:_has:Observation:encounter:code=8867-4',
  'Provenance?target=Observation/bruno-glucose',
  'Observation?subject:identifier=urn:example:mrn|mrn-bruno&encounter:identifier=x',
  'Observation?_filter=patient eq Patient/bruno',
  'Observation?_list=anything',
  'Observation?_content=pulse',
  'Observation?_text=pulse',
  'Observation?_query=anything',
  'Observation?_contained=true',
  'Observation?_sort=patient.birthdate',
  '?_type=Observation,Patient',
  'Practitioner/dr-fir/Observation',
  'Encounter/bruno-visit/Observation',
  'Observation/_history',
  'Patient/_history?_count=2',
  '_history',
]

describe('a search for what is another patient’s', () => {
  it.each(empty)('finds nothing, as for one who never was: %s', async (path) => {
    const heard = await app.own()('GET', path)
    expect(heard.status).toBe(200)
    const bundle = heard.json<Bundle>()
    expect([bundle.type, bundle.entry, bundle.total ?? 0]).toEqual(['searchset', undefined, 0])
    expect(bundle.link?.map(({ relation }) => relation)).toEqual(['self'])
    const [type, query] = path.split('?')
    if (query === undefined) return
    const posted = await app.own()('POST', `${type}/_search`, { headers: form, body: query })
    expect([posted.status, posted.json<Bundle>().entry]).toEqual([200, undefined])
  })

  it.each(['_summary=count', '_count=0', '_total=accurate', '_total=estimate&_count=1'])(
    'counts nothing: %s',
    async (control) => {
      const none = (await app.own()('GET', `Observation?patient=bruno&${control}`)).json<Bundle>()
      expect([none.total ?? 0, none.entry]).toEqual([0, undefined])
      const mine = (await app.own()('GET', `Observation?code=8867-4&${control}`)).json<Bundle>()
      expect(mine.total ?? 1).toBe(1)
    },
  )

  it.each(closed)('is refused when it would look at others on its way: %s', async (path) => {
    const heard = await app.own()('GET', path.replaceAll(' ', '%20'))
    expect([400, 403, 404]).toContain(heard.status)
    expect(heard.json()).toMatchObject({ resourceType: 'OperationOutcome' })
  })

  it.each([
    'Observation?_sort=-value-quantity&_count=1',
    'Observation?_sort=patient&_count=1',
    'Encounter?_sort=-date',
  ])('does not sort others in: %s', async (path) => {
    const found = (await pages(app.own(), path)).flatMap((page) => names(page))
    expect(found.map((name) => name.replace(/-.*/, ''))).toEqual(found.map((name) => name.replace(/\/.*/, '/ada')))
    expect(found.length).toBe(2)
  })
})

describe('what rides along', () => {
  const shared = /^(?:Practitioner|Organization)\//
  const mine = /^Patient\/ada$|\/ada-/
  it.each([
    'Patient?_revinclude=Observation:subject',
    'Patient?_include=Patient:general-practitioner&_revinclude:iterate=Patient:general-practitioner',
    'Patient?_include=Patient:general-practitioner&_revinclude:iterate=Observation:performer',
    'Patient?_include=Patient:organization&_revinclude:iterate=Patient:organization',
    'Observation?_include=*&_include:iterate=*',
    'Observation?_include=Observation:performer&_revinclude:iterate=Encounter:participant',
    'Observation?_include=Observation:encounter&_include:iterate=Encounter:subject',
    'Encounter?_include=*&_revinclude=Observation:encounter&_revinclude:iterate=Provenance:target',
    'Encounter?_include=Encounter:participant&_revinclude:recurse=MedicationRequest:requester',
    'Practitioner?_revinclude=Patient:general-practitioner',
    'Practitioner?_revinclude=Observation:performer&_revinclude:iterate=Provenance:target',
    'Organization?_revinclude=Patient:organization&_revinclude:iterate=Observation:subject',
    'Practitioner?_include:iterate=*&_revinclude=Provenance:agent',
    'Patient?_revinclude=*:*',
    'Patient?_revinclude=*',
  ])('is the own record or nobody’s: %s', async (path) => {
    const first = await app.own()('GET', `${path}&_count=1`)
    if (first.status !== 200) {
      expect([400, 403]).toContain(first.status)
      return
    }
    const found = (await pages(app.own(), `${path}&_count=1`)).flatMap((page) => names(page))
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((name) => !shared.test(name) && !mine.test(name))).toEqual([])
  })
})
