import { describe, expect, it } from 'vitest'
import { type Bundle, link, names, pages } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'
import { people } from './people.ts'

const gateway = useGateway()
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const pulses = people.map(({ id }) => `Observation/${id}-pulse`)

describe('paging to the end', () => {
  it.each([
    ['a search', 'Observation?code=8867-4&_count=2', 3],
    ['a search of uneven pages', 'Observation?code=8867-4&_count=4', 2],
    ['a sorted search', 'Observation?code=8867-4&_sort=-_id&_count=1', 6],
  ])('gives every row once and no other: %s', async (_, query, count) => {
    const found = await pages(gateway.as('user/Observation.s'), query)
    expect(found).toHaveLength(count)
    expect(found.flatMap((page) => names(page)).sort()).toEqual(pulses)
    const behind = await pages(directly, query)
    expect(found.flatMap((page) => names(page))).toEqual(behind.flatMap((page) => names(page)))
  })

  it('keeps narrowing what rides along on later pages', async () => {
    const query = 'Observation?code=8867-4&_count=2&_include=*&_revinclude=Provenance:target'
    const found = await pages(gateway.as('user/Observation.rs user/Patient.r'), query)
    const seen = found.flatMap((page) => names(page))
    expect(new Set(seen)).toEqual(new Set([...pulses, ...people.map(({ id }) => `Patient/${id}`)]))
    expect((await pages(directly, query)).flatMap((page) => names(page)).join()).toContain('Practitioner/')
  })

  it('goes back as well', async () => {
    const ask = gateway.as('user/Observation.s')
    const first = (await ask('GET', 'Observation?code=8867-4&_count=2')).json<Bundle>()
    const second = (await ask('GET', link(first, 'next') as string)).json<Bundle>()
    const back = (await ask('GET', link(second, 'previous') as string)).json<Bundle>()
    expect(names(back)).toEqual(names(first))
  })

  it('follows a search that was sent by POST', async () => {
    const ask = gateway.as('user/Observation.s')
    const sent = { headers: form, body: 'code=8867-4&_count=4' }
    const first = (await ask('POST', 'Observation/_search', sent)).json<Bundle>()
    const second = (await ask('GET', link(first, 'next') as string)).json<Bundle>()
    expect([...names(first), ...names(second)].sort()).toEqual(pulses)
  })

  it.each(['Observation/_history?_count=5', 'Patient/ada/$everything?_count=3'])('pages through %s', async (path) => {
    const found = await pages(gateway.as('user/*.rs'), path)
    const behind = await pages(directly, path)
    expect(found.length).toBeGreaterThan(1)
    expect(found.flatMap((page) => names(page))).toEqual(behind.flatMap((page) => names(page)))
  })
})

describe('a page link', () => {
  const first = async (scope: string) =>
    (await gateway.as(scope)('GET', 'Observation?code=8867-4&_count=2')).json<Bundle>()

  it('is good for its caller alone', async () => {
    const url = link(await first('user/Observation.s'), 'next') as string
    const other = await gateway.as('user/*.rs')('GET', url)
    expect([400, 404, 410]).toContain(other.status)
    expect(other.text).not.toContain('Observation')
  })

  it.each([
    ['cut', (token: string) => token.slice(0, -1)],
    ['changed', (token: string) => token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ["of the server's own making", () => '00000000-0000-0000-0000-000000000000'],
    ['empty', () => ''],
  ])('is worth nothing when it is %s', async (_, change) => {
    const url = new URL(link(await first('user/Observation.s'), 'next') as string)
    url.searchParams.set('_page', change(url.searchParams.get('_page') as string))
    const heard = await gateway.as('user/Observation.s')('GET', url.href)
    expect([400, 403, 404, 410]).toContain(heard.status)
  })

  it('takes no further parameters', async () => {
    const url = link(await first('user/Observation.s'), 'next') as string
    const heard = await gateway.as('user/Observation.s')('GET', `${url}&_include=Observation:subject`)
    expect(heard.status).toBe(400)
  })
})
