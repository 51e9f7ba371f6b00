import { describe, expect, inject, it } from 'vitest'
import { people } from './people.ts'

const baseUrl = inject('hapiBaseUrl')
const headers = { 'content-type': 'application/fhir+json' }

interface Bundle {
  total?: number
  link: { relation: string; url: string }[]
  entry?: { resource: { resourceType: string; id: string }; search: { mode: string } }[]
}

async function search(query: string): Promise<Bundle> {
  const answer = await fetch(query.startsWith('http') ? query : `${baseUrl}/${query}`)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Bundle
}

/** `Type/id` of every entry, or of those with one search mode, in a stable order. */
function names(bundle: Bundle, mode?: string): string[] {
  const entries = (bundle.entry ?? []).filter((entry) => mode === undefined || entry.search.mode === mode)
  return entries.map(({ resource }) => `${resource.resourceType}/${resource.id}`).sort()
}

const next = (bundle: Bundle) => bundle.link.find(({ relation }) => relation === 'next')?.url

describe('the server is a real HAPI', () => {
  it('names itself in its CapabilityStatement', async () => {
    const answer = await fetch(`${baseUrl}/metadata`)
    expect(await answer.json()).toMatchObject({
      software: { name: 'HAPI FHIR Server', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      fhirVersion: '4.0.1',
    })
  })
})

describe('search on the seeded world', () => {
  it.each([
    ['a plain search', 'Patient?family=Cedar', ['Patient/chiara']],
    [
      'a typed chain',
      'Observation?subject:Patient.family=Birch',
      ['Observation/bruno-glucose', 'Observation/bruno-pulse'],
    ],
    [
      'a chain of two',
      'Condition?subject:Patient.organization.name=Hospital south&code=195967001',
      ['Condition/farid-problem'],
    ],
    ['a reverse chain', 'Patient?_has:Condition:subject:code=44054006', ['Patient/bruno', 'Patient/dmitri']],
    [
      'a nested reverse chain',
      'Practitioner?_has:Patient:general-practitioner:_has:Condition:subject:code=35489007',
      ['Practitioner/dr-yew'],
    ],
    ['nothing', 'Patient?family=Nobody', []],
    ['a chain to nothing', 'Observation?subject:Patient.family=Nobody', []],
    ['a reverse chain to nothing', 'Patient?_has:Condition:subject:code=0', []],
  ])('answers %s', async (_, query, expected) => {
    expect(names(await search(query))).toEqual(expected)
  })

  it('knows no compartment search', async () => {
    expect((await fetch(`${baseUrl}/Patient/ada/Encounter`)).status).toBe(400)
  })

  it('marks what was included, also by iteration', async () => {
    const bundle = await search(
      'Encounter?_id=ada-visit&_include=Encounter:service-provider&_include:iterate=Organization:partof',
    )
    expect(names(bundle, 'match')).toEqual(['Encounter/ada-visit'])
    expect(names(bundle, 'include')).toEqual(['Organization/north', 'Organization/north-ward'])
  })

  it('includes in reverse', async () => {
    const bundle = await search('Observation?_id=ada-glucose&_revinclude=Provenance:target')
    expect(names(bundle, 'include')).toEqual(['Provenance/ada-provenance'])
  })

  it('pages with opaque links until every match was seen once', async () => {
    const seen: string[] = []
    let pages = 0
    let url: string | undefined = 'Patient?_count=4&_sort=family'
    while (url !== undefined && pages < 10) {
      const bundle: Bundle = await search(url)
      seen.push(...names(bundle))
      pages++
      url = next(bundle)
      if (url !== undefined) expect(url).toContain('_getpages=')
    }
    expect(pages).toBe(2)
    expect(seen.sort()).toEqual(people.map(({ id }) => `Patient/${id}`))
  })
})

describe('transactions', () => {
  const bundle = (type: string, badReference: string) => ({
    resourceType: 'Bundle',
    type,
    entry: [
      {
        resource: { resourceType: 'Basic', id: `kept-by-${type}`, code: { text: 'first' } },
        request: { method: 'PUT', url: `Basic/kept-by-${type}` },
      },
      {
        resource: { resourceType: 'Basic', code: { text: 'second' }, subject: { reference: badReference } },
        request: { method: 'POST', url: 'Basic' },
      },
    ],
  })
  const post = (body: object) => fetch(baseUrl, { method: 'POST', headers, body: JSON.stringify(body) })

  it('rolls the whole transaction back when one entry fails', async () => {
    const answer = await post(bundle('transaction', 'Patient/nobody'))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    expect((await fetch(`${baseUrl}/Basic/kept-by-transaction`)).status).toBe(404)
  })

  it('keeps the good entry of a batch', async () => {
    const answer = await post(bundle('batch', 'Patient/nobody'))
    expect(answer.status).toBe(200)
    const { entry } = (await answer.json()) as { entry: { response: { status: string } }[] }
    expect(entry.map(({ response }) => response.status.slice(0, 3))).toEqual(['201', '400'])
    expect((await fetch(`${baseUrl}/Basic/kept-by-batch`)).status).toBe(200)
  })
})
