import { describe, expect, it } from 'vitest'
import { type Bundle, type Entry, link, names } from './bundles.ts'
import { directly, type Heard, useGateway } from './gateway.ts'

const gateway = useGateway()
const basic = (id: string, text: string) => ({ resourceType: 'Basic', id, code: { text } })
const get = (url: string) => ({ request: { method: 'GET', url } })
const remove = (url: string) => ({ request: { method: 'DELETE', url } })
const put = (id: string, text: string) => ({
  resource: basic(id, text),
  request: { method: 'PUT', url: `Basic/${id}` },
})
const post = (entry: object[]) => ({ body: { resourceType: 'Bundle', type: 'batch', entry } })

function entries(heard: Heard): readonly Entry[] {
  expect(heard.status).toBe(200)
  const bundle = heard.json<Bundle>()
  expect(bundle.type).toBe('batch-response')
  return bundle.entry ?? []
}
const statuses = (all: readonly Entry[]) => all.map(({ response }) => response?.status.slice(0, 3))

describe('a batch', () => {
  it('answers each entry in its place, whatever became of it', async () => {
    const wanted: [object, string][] = [
      [get('Patient/ada'), '200'],
      [get('Condition/esi-problem'), '403'],
      [get('Patient/nobody'), '404'],
      [put('batch-one', 'one'), '201'],
      [get('../Patient/ada'), '400'],
      [remove('Patient/ada'), '403'],
      [get('Observation?subject:Patient.family=Birch&code=8867-4'), '200'],
      [get('Observation?encounter:Encounter.status=finished'), '403'],
      [get('Patient/ada/$graphql?query={id}'), '403'],
      [get('Condition'), '403'],
    ]
    const heard = await gateway.as('user/Patient.rs user/Observation.rs user/Basic.cru')(
      'POST',
      '',
      post(wanted.map(([entry]) => entry)),
    )
    const all = entries(heard)
    expect(statuses(all)).toEqual(wanted.map(([, status]) => status))
    expect(all[0]?.resource).toMatchObject({ resourceType: 'Patient', id: 'ada' })
    expect(names(all[6]?.resource as unknown as Bundle)).toEqual(['Observation/bruno-pulse'])
    for (const at of [1, 2, 4, 5, 7, 8, 9])
      expect(all[at]?.response?.outcome).toMatchObject({ resourceType: 'OperationOutcome' })
    expect((await directly('GET', 'Patient/ada')).status).toBe(200)
    expect((await directly('GET', 'Basic/batch-one')).status).toBe(200)
  })

  it('answers one that is refused throughout', async () => {
    const heard = await gateway.as('user/Basic.r')(
      'POST',
      '',
      post([get('Patient/ada'), remove('Patient/ada'), get('nonsense')]),
    )
    expect(statuses(entries(heard))).toEqual(['403', '403', '404'])
  })

  it('tells of writes like single requests do', async () => {
    const sent = post([
      put('batch-put', 'x'),
      { resource: { resourceType: 'Basic', code: {} }, request: { method: 'POST', url: 'Basic' } },
    ])
    const all = entries(await gateway.as('user/Basic.cru')('POST', '', sent))
    expect(statuses(all)).toEqual(['201', '201'])
    for (const { response } of all) {
      expect(response?.etag).toMatch(/^W\/"\d+"$/)
      expect(response?.location).toMatch(/^Basic\/[^/]+\/_history\/\d+$/)
    }
  })

  it('narrows what rides along, and seals nested pages', async () => {
    const ask = gateway.as('user/Observation.rs')
    const all = entries(await ask('POST', '', post([get('Observation?code=8867-4&_count=4&_include=*')])))
    const first = all[0]?.resource as unknown as Bundle
    expect(names(first)).toHaveLength(4)
    expect(link(first, 'self')).toContain(`${gateway.base()}/Observation?`)
    const second = await ask('GET', link(first, 'next') as string)
    expect(names(second.json<Bundle>())).toHaveLength(2)
  })

  it('guards histories and whole records', async () => {
    const urls = ['Patient/ada/_history', '_history?_count=50', 'Patient/ada/$everything']
    const all = entries(await gateway.as('user/Patient.rs user/Encounter.rs')('POST', '', post(urls.map(get))))
    expect(statuses(all)).toEqual(['200', '200', '200'])
    const [versions, everyone, record] = all.map(({ resource }) => names(resource as unknown as Bundle))
    expect(versions).toEqual(['Patient/ada'])
    expect(everyone?.filter((name) => !/^(?:Patient|Encounter)\//.test(name))).toEqual([])
    expect(record?.sort()).toEqual(['Encounter/ada-stay', 'Encounter/ada-visit', 'Patient/ada'])
  })

  it('answers HEAD without a body', async () => {
    const head = (url: string) => ({ request: { method: 'HEAD', url } })
    const all = entries(
      await gateway.as('user/Patient.r')(
        'POST',
        '',
        post([head('Patient/ada'), head('Patient/nobody'), head('Basic/x')]),
      ),
    )
    expect(statuses(all)).toEqual(['200', '404', '403'])
    expect(all[0]).not.toHaveProperty('resource')
  })

  it('cleans what failed', async () => {
    const sent = post([
      remove('Patient/ada'),
      {
        resource: { resourceType: 'Basic', code: {}, subject: { reference: 'Patient/nobody' } },
        request: { method: 'POST', url: 'Basic' },
      },
    ])
    const all = entries(await gateway.as('system/*.cruds')('POST', '', sent))
    expect(statuses(all)).toEqual(['409', '400'])
    expect(JSON.stringify(all)).not.toMatch(/Encounter|nobody/)
  })

  it.each([
    ['a nested Bundle', { resource: { resourceType: 'Bundle', type: 'batch' }, request: { method: 'POST', url: '' } }],
    ['an absolute address', get('http://elsewhere.example/fhir/Patient/ada')],
    ['a leading slash', get('/Patient/ada')],
    ["a server's own page", get('?_getpages=00000000-0000-0000-0000-000000000000')],
    [
      'a conditional reference',
      {
        resource: { resourceType: 'Basic', code: {}, subject: { reference: 'Patient?family=Elm' } },
        request: { method: 'POST', url: 'Basic' },
      },
    ],
    ['an unknown member', { ...get('Patient/ada'), secret: 1 }],
  ])('refuses %s in its place', async (_, entry) => {
    const all = entries(await gateway.as('system/*.cruds')('POST', '', post([get('Patient/ada'), entry])))
    expect(statuses(all)[0]).toBe('200')
    expect(statuses(all)[1]).toMatch(/^4/)
  })

  it('of none is answered with none', async () => {
    expect(entries(await gateway.as('user/Patient.r')('POST', '', post([])))).toEqual([])
  })
})
