import { describe, expect, test } from 'vitest'
import { watchClock } from '../../../src/authn/issuer/clock-watch.ts'
import { issuerDependencies } from '../../../src/authn/issuer/dependencies.ts'
import type { FetchInit } from '../../../src/authn/issuer/fetch-json.ts'

const NOW = Date.UTC(2030, 0, 1, 12)
const init: FetchInit = { method: 'GET', redirect: 'manual', headers: {}, signal: AbortSignal.timeout(60_000) }

/** Answers with these headers, after a wait of so many milliseconds. */
function start(tolerance = 30_000) {
  const events: [number, string | undefined][] = []
  const next = { headers: {} as Record<string, string>, wait: 0, now: NOW }
  const watch = watchClock({
    now: () => next.now,
    tolerance,
    onOffset: (offset, alarm) => events.push([offset, alarm]),
    async fetch() {
      next.now += next.wait
      return new Response('', { headers: next.headers })
    },
  })
  return { next, watch, events }
}
const at = (ms: number) => new Date(NOW + ms).toUTCString()

describe('how far the clocks differ', () => {
  test.each<[string, Record<string, string>, number, number | undefined]>([
    ['the same', { date: at(0) }, 0, 0],
    ['what the missing fraction explains', { date: at(-1000) }, 0, 0],
    ['ours ahead', { date: at(-61_000) }, 0, 60_000],
    ['ours behind', { date: at(60_000) }, 0, -60_000],
    ['what the wait explains', { date: at(0) }, 5000, 0],
    ['more than the wait explains', { date: at(-10_000) }, 5000, 9000],
    ['a copy that a cache has kept', { date: at(-3_600_000), age: '3600' }, 0, 0],
    ['no Date', {}, 0, undefined],
    ['a Date that is none', { date: 'yesterday' }, 0, undefined],
    ['an Age that is none', { date: at(-3_600_000), age: '-3600' }, 0, undefined],
  ])('%s', async (_, headers, wait, offset) => {
    const { next, watch, events } = start()
    Object.assign(next, { headers, wait })
    await watch.fetch('https://id.example.org', init)
    expect(watch.offset()).toBe(offset)
    expect(events.map(([seen]) => seen)).toEqual(offset === undefined ? [] : [offset])
  })
})

test('an alarm is raised once, and cleared once', async () => {
  const { next, watch, events } = start()
  for (const ms of [0, 60_000, 61_000, 0, 0]) {
    next.headers = { date: at(ms) }
    await watch.fetch('https://id.example.org', init)
  }
  expect(events).toEqual([
    [0, undefined],
    [-60_000, 'raised'],
    [-61_000, undefined],
    [0, 'cleared'],
    [0, undefined],
  ])
})

describe('readiness', () => {
  test.each([
    [undefined, undefined],
    [0, 'up'],
    [120_000, 'up'],
    [120_001, 'down'],
    [-120_001, 'down'],
  ])('an offset of %s ms: %s, and never not ready', (clockOffset, state) => {
    const dependencies = issuerDependencies([{ issuer: 'https://id', keys: 'fresh', clockOffset }])
    expect(dependencies[0]).toEqual({ name: 'issuer https://id', state: 'up', required: false })
    expect(dependencies[1]?.state).toBe(state)
    expect(dependencies.some(({ required }) => required)).toBe(false)
  })
})
