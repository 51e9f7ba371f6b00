import { beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, pages } from './bundles.ts'
import { directly, useGateway } from './gateway.ts'

const gateway = useGateway()
const basic = (id: string, text: string) => ({ body: { resourceType: 'Basic', id, code: { text } } })

beforeAll(async () => {
  await directly('PUT', 'Basic/history-gone', basic('history-gone', 'one'))
  await directly('PUT', 'Basic/history-gone', basic('history-gone', 'two'))
  await directly('DELETE', 'Basic/history-gone')
})

/** What a history tells, entry by entry. */
function told(bundle: Bundle): unknown[] {
  return (bundle.entry ?? []).map(({ resource, request }) => ({ resource, request }))
}

/** The versions that histories name, or those of one method. */
function urls(bundles: readonly Bundle[], method?: string): string[] {
  const requests = bundles.flatMap(({ entry }) => (entry ?? []).map(({ request }) => request))
  return requests.flatMap((request) =>
    request && (method === undefined || request.method === method) ? [request.url] : [],
  )
}

describe('history', () => {
  it.each([
    ['of an instance', 'Basic/history-gone/_history', 'user/Basic.r'],
    ['of a type', 'Basic/_history?_count=3', 'user/Basic.s'],
    ['of everything', '_history?_count=3', 'system/*.s'],
  ])('%s is told as the server tells it', async (_, path, scope) => {
    const [heard, behind] = [await gateway.as(scope)('GET', path), await directly('GET', path)]
    expect(heard.status).toBe(200)
    expect(told(heard.json<Bundle>())).toEqual(told(behind.json<Bundle>()))
    expect(heard.json<Bundle>().total).toBe(behind.json<Bundle>().total)
    expect(heard.json<Bundle>().entry?.[0]?.fullUrl).toBe(`${gateway.base()}/Basic/history-gone`)
  })

  it('gives versions, also of what is deleted, and 404 for others', async () => {
    const ask = gateway.as('user/Basic.r')
    const versions = (await ask('GET', 'Basic/history-gone/_history')).json<Bundle>()
    const [deleted, second] = (versions.entry ?? []).map(({ request }) => request?.url as string)
    const older = await ask('GET', second as string)
    expect([older.status, older.json().code]).toEqual([200, { text: 'two' }])
    const [gone, never] = [await ask('GET', deleted as string), await ask('GET', 'Basic/history-gone/_history/999')]
    expect([gone.status, never.status]).toEqual([404, 404])
    expect(gone.text).toBe(never.text)
  })

  it('of everything holds the types of the scopes alone, without a count', async () => {
    const path = '_history?_count=50'
    const found = await pages(gateway.as('user/Patient.s user/Organization.s'), path)
    const behind = await pages(directly, path)
    const seen = urls(found)
    // The server ends its pages by a count that it remembers for a while, so that two walks may differ in their length.
    const expected = urls(behind).filter((url) => /^(?:Patient|Organization)\//.test(url))
    const both = Math.min(seen.length, expected.length)
    expect(both).toBeGreaterThan(0)
    expect(seen.slice(0, both)).toEqual(expected.slice(0, both))
    for (const page of found) expect(page).not.toHaveProperty('total')
  })

  it('of everything tells of deletions of those types alone', async () => {
    const basics = urls(await pages(gateway.as('user/Basic.s'), '_history?_count=50'), 'DELETE')
    expect(basics).toContainEqual(expect.stringMatching(/^Basic\/history-gone\//))
    const others = urls(await pages(gateway.as('user/Patient.s'), '_history?_count=50'), 'DELETE')
    expect(others.filter((url) => !url.startsWith('Patient/'))).toEqual([])
  })

  it.each([
    ['Basic/history-gone/_history', 'user/Basic.s'],
    ['Basic/_history', 'user/Basic.r'],
    ['_history', 'user/*.r'],
    ['Basic/history-gone/_history/1', 'user/Basic.s'],
    ['Patient/_history', 'user/Basic.rs'],
  ])('%s is closed to %s', async (path, scope) => {
    expect((await gateway.as(scope)('GET', path)).status).toBe(403)
  })

  it.each(['Basic/_history?_offset=2', 'Basic/_history?code=x', '_history?_type=Patient'])(
    '%s is refused',
    async (path) => {
      expect((await gateway.as('system/*.rs')('GET', path)).status).toBe(400)
    },
  )
})
