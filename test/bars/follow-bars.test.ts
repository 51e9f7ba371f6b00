import { expect, test } from 'vitest'
import { followBars } from '../../src/bars/follow-bars.ts'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import type { Bar } from '../../src/store/store.ts'
import { callerWith } from '../fixtures/principal.ts'

const caller = callerWith('user/*.rs', loadDefinitions('R4'))
const blockedApp: Bar = { kind: 'client', value: 'some-app', until: 1000 }
const ADDRESS = '192.0.2.1'

function storeAt(clock: { ms: number }) {
  return createMemoryStore({ now: () => clock.ms, wallClock: () => clock.ms })
}

test('who is barred when the gateway starts is not let in', async () => {
  const store = storeAt({ ms: 0 })
  await store.bar(blockedApp)
  const bars = await followBars(store, () => 0)
  expect(bars.barOf(caller, ADDRESS, 0)).toBe('blocked')
})

test('a bar counts at once, and no longer than it lasts', async () => {
  const clock = { ms: 0 }
  const store = storeAt(clock)
  const bars = await followBars(store, () => clock.ms)
  expect(bars.barOf(caller, ADDRESS, 0)).toBeUndefined()
  await store.bar(blockedApp)
  expect(bars.barOf(caller, ADDRESS, 999)).toBe('blocked')
  expect(bars.barOf(caller, ADDRESS, 1000)).toBeUndefined()
})

test('an address is shut out before and after anything is known of its caller', async () => {
  const store = storeAt({ ms: 0 })
  const bars = await followBars(store, () => 0)
  await store.bar({ kind: 'address', value: '192.0.2.0/24', until: 1000 })
  expect(bars.bansAddress(ADDRESS, 0)).toBe(true)
  expect(bars.barOf(caller, ADDRESS, 0)).toBe('blocked')
  expect(bars.bansAddress('198.51.100.1', 0)).toBe(false)
})

test('while it cannot be told nobody is let in, but nothing is said against an address', async () => {
  let tell = (_bars: readonly Bar[] | 'unavailable') => {}
  const bars = await followBars(
    {
      bars: async () => 'unavailable',
      onBars(listener) {
        tell = listener
        return () => {}
      },
    },
    () => 0,
  )
  expect(bars.barOf(caller, ADDRESS, 0)).toBe('unknown')
  expect(bars.bansAddress(ADDRESS, 0)).toBe(false)
  tell([])
  expect(bars.barOf(caller, ADDRESS, 0)).toBeUndefined()
  tell('unavailable')
  expect(bars.barOf(caller, ADDRESS, 0)).toBe('unknown')
})

test('listeners hear of changes until they have enough; a closed follower hears nothing', async () => {
  const store = storeAt({ ms: 0 })
  const bars = await followBars(store, () => 0)
  let heard = 0
  const end = bars.onChange(() => {
    heard++
  })
  await store.bar(blockedApp)
  expect(heard).toBe(1)
  end()
  await store.unbar(blockedApp)
  expect(heard).toBe(1)
  bars.close()
  await store.bar(blockedApp)
  expect(bars.barOf(caller, ADDRESS, 0)).toBeUndefined()
})
