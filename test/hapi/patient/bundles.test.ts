import { describe, expect, it } from 'vitest'
import type { Bundle, Entry } from '../bundles.ts'
import { directly, type Heard } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'

const app = usePatientApp()
stored(basic('ada-bundled', 'ada', 'first'), basic('his-bundled', 'bruno', 'theirs'))

const of = (type: 'batch' | 'transaction', entry: readonly object[]) => ({
  body: { resourceType: 'Bundle', type, entry },
})
const get = (url: string) => ({ request: { method: 'GET', url } })
const remove = (url: string) => ({ request: { method: 'DELETE', url } })
const put = (id: string, patient: string) => ({
  resource: basic(id, patient, 'second'),
  request: { method: 'PUT', url: `Basic/${id}` },
})
const post = (patient: string, more: object = {}) => {
  const { id: _, ...resource } = basic('', patient, 'bundled')
  return { resource, request: { method: 'POST', url: 'Basic', ...more } }
}
const patch = (id: string, operation: object) => ({
  resource: {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify([operation])).toString('base64'),
  },
  request: { method: 'PATCH', url: `Basic/${id}` },
})
const entries = (heard: Heard): readonly Entry[] => {
  expect(heard.status).toBe(200)
  return heard.json<Bundle>().entry ?? []
}
const statuses = (all: readonly Entry[]) => all.map(({ response }) => response?.status.slice(0, 3))
const unchanged = async () => {
  const [mine, theirs] = [await directly('GET', 'Basic/ada-bundled'), await directly('GET', 'Basic/his-bundled')]
  expect(mine.json()).toMatchObject({ code: { text: 'first' }, subject: { reference: 'Patient/ada' } })
  expect(theirs.json()).toMatchObject({ meta: { versionId: '1' } })
}

/** Entries beside how each is answered in a batch; none of them may change anything. */
const foreign: readonly (readonly [name: string, entry: object, status: RegExp])[] = [
  ['a read', get('Patient/bruno'), /404/],
  ['a read of a row', get('Observation/bruno-pulse'), /404/],
  ['a version', get('Observation/bruno-pulse/_history/1'), /404/],
  ['a history', get('Observation/bruno-pulse/_history'), /404/],
  ['$everything', get('Patient/bruno/$everything'), /404/],
  ['a closed operation', get('Patient/ada/$graphql?query={id}'), /40[03]/],
  ['a reaching chain', get('Observation?encounter:Encounter.status=finished'), /403/],
  ['a reaching _has', get('Practitioner?_has:Patient:general-practitioner:family=Birch'), /403/],
  ['a type’s history', get('Observation/_history'), /403/],
  ['an update', put('his-bundled', 'bruno'), /40[34]/],
  ['an update that takes', put('his-bundled', 'ada'), /404/],
  ['an update that moves', put('ada-bundled', 'bruno'), /40[34]/],
  ['a create', post('bruno'), /40[34]/],
  ['a deletion', remove('Basic/his-bundled'), /404/],
  ['a conditional deletion', remove('Basic?subject=Patient/bruno'), /403/],
  [
    'a patch that moves',
    patch('ada-bundled', { op: 'replace', path: '/subject/reference', value: 'Patient/bruno' }),
    /40[034]/,
  ],
  ['a patch of another', patch('his-bundled', { op: 'replace', path: '/code/text', value: 'taken' }), /40[04]/],
  [
    'a create under a foreign condition',
    post('ada', { ifNoneExist: 'subject:Patient.family=Birch&encounter=x' }),
    /40[03]/,
  ],
]

describe('a batch', () => {
  it('of everything that is another’s is refused in each place, and the own is done', async () => {
    const all = entries(
      await app.own()(
        'POST',
        '',
        of('batch', [get('Patient/ada'), ...foreign.map(([, entry]) => entry), get('Observation/ada-pulse')]),
      ),
    )
    expect(all).toHaveLength(foreign.length + 2)
    expect([all[0]?.resource?.id, all.at(-1)?.resource?.id]).toEqual(['ada', 'ada-pulse'])
    for (const [at, [name, , status]] of foreign.entries()) {
      expect([name, all[at + 1]?.response?.status.slice(0, 3)]).toEqual([name, expect.stringMatching(status)])
      expect(all[at + 1]).not.toHaveProperty('resource')
    }
    await unchanged()
  })

  it.each([
    ['bruno', 'nadia', (id: string) => get(`Patient/${id}`)],
    ['bruno-pulse', 'nadia-pulse', (id: string) => get(`Observation/${id}`)],
    ['bruno', 'nadia', (id: string) => get(`Observation?subject=Patient/${id}`)],
    ['his-bundled', 'his-none-id', (id: string) => put(id, 'ada')],
    ['his-bundled', 'his-none-id', (id: string) => remove(`Basic/${id}`)],
    ['his-bundled', 'his-none-id', (id: string) => ({ request: { method: 'HEAD', url: `Basic/${id}` } })],
  ])('answers %s as what never was, %s', async (hidden, absent, entry) => {
    const asked = async (id: string) => (await app.own()('POST', '', of('batch', [entry(id)]))).text.replaceAll(id, '#')
    expect(await asked(hidden)).toBe(await asked(absent))
  })

  it('searches the own record alone', async () => {
    const urls = [
      'Observation?code=8867-4',
      'Patient',
      'Observation?_include=*&_revinclude=Provenance:target',
      'Patient/ada/Encounter',
    ]
    const all = entries(await app.own()('POST', '', of('batch', urls.map(get))))
    expect(statuses(all)).toEqual(['200', '200', '200', '200'])
    const found = all.map(({ resource }) => (resource as unknown as Bundle).entry?.map((entry) => entry.resource?.id))
    expect(found[0]).toEqual(['ada-pulse'])
    expect(found[1]).toEqual(['ada'])
    expect(found[2]).toContain('ada-provenance')
    expect(found[3]?.sort()).toEqual(['ada-stay', 'ada-visit'])
  })
})

describe('a transaction', () => {
  it.each(foreign)('with %s is refused whole, before anything is done', async (_, entry) => {
    const heard = await app.own()('POST', '', of('transaction', [put('ada-bundled', 'ada'), entry]))
    expect([400, 403, 404]).toContain(heard.status)
    expect(heard.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] })
    await unchanged()
  })

  it.each([
    ['bruno-pulse', 'nadia-pulse', (id: string) => get(`Observation/${id}`)],
    ['his-bundled', 'his-none-id', (id: string) => put(id, 'ada')],
    ['his-bundled', 'his-none-id', (id: string) => remove(`Basic/${id}`)],
  ])('with %s is answered as with what never was, %s', async (hidden, absent, entry) => {
    const asked = (id: string) => app.own()('POST', '', of('transaction', [post('ada'), entry(id)]))
    const [heard, never] = [await asked(hidden), await asked(absent)]
    expect([heard.status, heard.text]).toEqual([never.status, never.text])
  })

  it.each([
    ['a pointer to another patient', post('ada', {}), { author: { reference: 'Patient/bruno' } }],
    ['a conditional reference to one', post('ada', {}), { author: { reference: 'Patient?family=Birch' } }],
    [
      'a reference through its entries',
      post('ada', {}),
      { subject: { reference: 'urn:uuid:6f1b7a52-7ad0-4b2e-8f56-0e6f2bb6ef10' } },
    ],
  ])('with %s is refused', async (_, { resource, request }, more) => {
    const other = { ...put('his-bundled', 'bruno'), fullUrl: 'urn:uuid:6f1b7a52-7ad0-4b2e-8f56-0e6f2bb6ef10' }
    const sent = of('transaction', [
      { resource: { ...resource, ...more }, request },
      ...('subject' in more ? [other] : []),
    ])
    expect([400, 403, 404]).toContain((await app.own()('POST', '', sent)).status)
    await unchanged()
  })

  it('of the own record is carried out', async () => {
    const sent = of('transaction', [post('ada'), get('Observation/ada-pulse'), get('Patient?_id=ada')])
    const all = entries(await app.own()('POST', '', sent))
    expect(statuses(all)).toEqual(['201', '200', '200'])
    const made = await app.own()('GET', all[0]?.response?.location as string)
    expect(made.json()).toMatchObject({ subject: { reference: 'Patient/ada' }, code: { text: 'bundled' } })
  })
})
