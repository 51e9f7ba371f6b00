import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL, attack } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
let page: string
beforeAll(async () => {
  world = await startWorld()
  page = nextOf((await attack(world, { send: 'GET /Observation?_count=5' })).text) as string
})
afterAll(() => world.stop())

function nextOf(text: string): string | undefined {
  const { link = [] } = JSON.parse(text) as { link?: { relation: string; url: string }[] }
  return link.find(({ relation }) => relation === 'next')?.url.slice(world.base.length)
}

describe('pages', () => {
  test('belong to whoever asked, and hold the rest', async () => {
    const ids: string[] = []
    let next: string | undefined = '/Observation?_count=5'
    while (next !== undefined) {
      const { text } = await attack(world, { send: `GET ${next}` })
      ids.push(...(text.match(/"fullUrl":"[^"]+/g) ?? []))
      next = nextOf(text)
    }
    expect(new Set(ids).size).toBe(13)
  })

  const others: readonly (readonly [who: string, scopes: string, patient: unknown])[] = [
    ['another patient', ALL, 'p02'],
    ['fewer scopes', 'patient/Observation.rs', 'p01'],
    ['more scopes', `${ALL} user/Observation.rs`, 'p01'],
    ['other scopes', 'patient/Patient.rs', 'p01'],
    ['granular scopes', 'patient/Observation.rs?category=laboratory', 'p01'],
    ['no patient', 'user/*.cruds', null],
    ['a system', 'system/*.cruds', null],
  ]
  test.each(others)('of %s are unknown', async (_, scopes, patient) => {
    const mine = await attack(world, { send: `GET ${page}`, scopes, patient })
    const none = await attack(world, { send: 'GET /?_page=AQnothing', scopes, patient })
    expect({ status: mine.status, text: mine.text, received: mine.received }).toEqual({
      status: none.status,
      text: none.text,
      received: [],
    })
    expect(mine.status).toBeGreaterThanOrEqual(400)
  })

  test('that were changed are unknown', async () => {
    const token = page.slice(page.indexOf('=') + 1)
    const changed = [
      token.slice(0, -1),
      `${token}A`,
      `B${token.slice(1)}`,
      token.replace(/.(?=.{9}$)/, (was) => (was === 'A' ? 'B' : 'A')),
      token.toLowerCase(),
    ]
    for (const each of changed) {
      const got = await attack(world, { send: `GET /?_page=${each}` })
      expect(got.status).toBeGreaterThanOrEqual(400)
      expect(got.received).toEqual([])
    }
  })

  const more = ['&_count=100', '&_include=Observation:subject', '&patient=p02', '&_page=x', '&_getpages=1']
  test.each(more)('take nothing beside them: %s', async (extra) => {
    const got = await attack(world, { send: `GET ${page}${extra}` })
    expect(got.status).toBe(400)
    expect(got.received).toEqual([])
  })

  test('say nothing of the server’s own cursor', async () => {
    const { text } = await attack(world, { send: 'GET /Observation?_count=5' })
    expect(text).not.toMatch(/_getpages|_cursor|offset/i)
  })

  test('HEAD of a page is a page', async () => {
    expect((await attack(world, { send: `HEAD ${page}` })).status).toBe(200)
  })
})
