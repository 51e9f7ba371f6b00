import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { MAX_SEAL_LIFE_MS } from '../../src/enforce/seal.ts'
import { keyRingTimes, type SharedKey, sharedKeysOf, turnRing } from '../../src/store/key-ring.ts'
import { createMemoryStore } from '../../src/store/memory/memory.ts'

const key = (id: string): SharedKey => ({ id, key: randomBytes(32) })
const [held, fresh, older] = [key('held'), key('fresh'), key('older')]
const { rotateMs, leadMs, keepMs } = keyRingTimes
const NOW = 1_700_000_000_000

describe('the ring turns', () => {
  test.each([
    ['where there is none the held key is used at once', undefined, { at: NOW, newest: held }],
    ['a young key stays', { at: NOW - rotateMs + 1, newest: older }, { at: NOW - rotateMs + 1, newest: older }],
    [
      'an old key is followed by a fresh one, shown before it is used',
      { at: NOW - rotateMs, newest: older },
      { at: NOW + leadMs, newest: fresh, older },
    ],
    [
      'what came before stays as long as its seals',
      { at: NOW - keepMs + 1, newest: held, older },
      { at: NOW - keepMs + 1, newest: held, older },
    ],
    ['and no longer', { at: NOW - keepMs, newest: held, older }, { at: NOW - keepMs, newest: held }],
  ])('%s', (_, ring, expected) => {
    expect(turnRing(ring, { held, fresh }, NOW)).toEqual(expected)
  })
})

describe('what a key is for', () => {
  test.each([
    ['alone', { at: NOW, newest: held }, { current: held, previous: [] }],
    ['before its turn', { at: NOW + 1, newest: held, older }, { current: older, previous: [], next: held }],
    ['at its turn', { at: NOW, newest: held, older }, { current: held, previous: [older] }],
  ])('%s', (_, ring, expected) => {
    expect(sharedKeysOf(ring, NOW)).toEqual(expected)
  })
})

test('a key opens as long as the last thing that a late replica sealed with it', () => {
  expect(keepMs).toBeGreaterThan(MAX_SEAL_LIFE_MS + 60_000)
  expect(keepMs + leadMs).toBeLessThan(rotateMs)
})

test('the store of one process turns its ring too', async () => {
  let now = 0
  const store = createMemoryStore({ now: () => now })
  expect(await store.sealKeys({ held, fresh })).toEqual({ current: held, previous: [] })
  now = rotateMs
  expect(await store.sealKeys({ held, fresh })).toEqual({ current: held, previous: [], next: fresh })
  now = rotateMs + leadMs
  expect(await store.sealKeys({ held: fresh, fresh: older })).toEqual({ current: fresh, previous: [held] })
})
