import { beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, names, pages } from '../bundles.ts'
import { directly } from '../gateway.ts'
import { basic, usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
/** Versions of one record in their order: whose it was, and what it said. */
const versions = {
  'moved-away': ['ada', 'ada', 'bruno', 'bruno'],
  'moved-here': ['bruno', 'bruno', 'ada', 'ada'],
  'moved-back': ['ada', 'bruno', 'ada'],
  'moved-gone': ['ada', 'bruno'],
} as const
const text = (patient: string) => (patient === 'ada' ? 'mine' : 'theirs')

beforeAll(async () => {
  for (const [id, owners] of Object.entries(versions))
    for (const [at, owner] of owners.entries())
      await directly('PUT', `Basic/${id}`, {
        body: { ...basic(id, owner, text(owner)), created: `2024-01-0${at + 1}` },
      })
  await directly('DELETE', 'Basic/moved-gone')
})

describe('a record that moved between patients', () => {
  it.each([
    ['moved-away', 404],
    ['moved-here', 200],
    ['moved-back', 200],
    ['moved-gone', 404],
  ])('is now read as what it is now: %s', async (id, status) => {
    expect((await app.own()('GET', `Basic/${id}`)).status).toBe(status)
    const found = names((await app.own()('GET', `Basic?_id=${id}`)).json<Bundle>())
    expect(found).toEqual(status === 200 ? [`Basic/${id}`] : [])
  })

  it.each(Object.entries(versions))('shows only the versions that were hers: %s', async (id, owners) => {
    for (const [at, owner] of owners.entries()) {
      const heard = await app.own()('GET', `Basic/${id}/_history/${at + 1}`)
      expect([at, heard.status]).toEqual([at, owner === 'ada' ? 200 : 404])
    }
  })

  it.each(Object.entries(versions))('has a history of only the versions that were hers: %s', async (id, owners) => {
    const heard = await app.own()('GET', `Basic/${id}/_history`)
    expect(heard.status).toBe(200)
    const bundle = heard.json<Bundle>()
    expect(bundle.entry).toHaveLength(owners.filter((owner) => owner === 'ada').length)
    expect(bundle.total ?? bundle.entry?.length).toBe(bundle.entry?.length)
    expect(bundle.entry?.every(({ resource }) => resource !== undefined)).toBe(true)
  })

  it.each(['moved-here', 'moved-back'] as const)('has such a history over all pages: %s', async (id) => {
    const found = await pages(app.own(), `Basic/${id}/_history?_count=1`)
    const all = found.flatMap((page) => page.entry ?? [])
    expect(all).toHaveLength(versions[id].filter((owner) => owner === 'ada').length)
    for (const page of found) expect(page).not.toHaveProperty('total')
  })

  it.each(['moved-away', 'moved-gone'])('begins with no page of what is another’s: %s', async (id) => {
    const ask = (name: string) => app.own()('GET', `Basic/${name}/_history?_count=1`)
    expect(told(await ask(id), id)).toEqual(told(await ask('never-moved'), 'never-moved'))
  })

  it('cannot be moved on by who has it no more, nor taken back', async () => {
    const body = basic('moved-away', 'ada', 'taken')
    const ask = app.own()
    expect((await ask('PUT', 'Basic/moved-away', { body })).status).toBe(404)
    expect((await ask('PUT', 'Basic/moved-away', { body, headers: { 'if-match': 'W/"2"' } })).status).toBe(404)
    expect((await ask('DELETE', 'Basic/moved-away')).status).toBe(404)
    expect((await directly('GET', 'Basic/moved-away')).text).toContain('theirs')
  })
})
