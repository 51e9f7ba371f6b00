import { expect, test } from 'vitest'
import { createMemoryBars } from '../../src/store/memory-bars.ts'
import { createMemoryOnce } from '../../src/store/memory-once.ts'
import { createMemoryPlaces } from '../../src/store/memory-places.ts'

test('names are not forgotten before their time to make room: what is full says so', async () => {
  let now = 0
  const once = createMemoryOnce(() => now, 3)
  for (const name of ['a', 'b', 'c']) expect(await once(name, 1000)).toBe(true)
  expect(await once('d', 1000)).toBe('unavailable')
  expect(await once('a', 1000)).toBe(false)
  now = 1000
  expect(await once('d', 1000)).toBe(true)
})

test('one long-lived name does not keep the others', async () => {
  let now = 0
  const once = createMemoryOnce(() => now, 10)
  await once('long', 10_000_000)
  for (let i = 0; i < 1000; i++) {
    now += 1000
    expect(await once(`short ${i}`, 500)).toBe(true)
  }
  expect(await once('long', 1000)).toBe(false)
})

test('a flood of names of places forgets the least recently used', async () => {
  const places = createMemoryPlaces(() => 0, 2)
  await places.enter('a', 1, 1000)
  await places.enter('b', 1, 1000)
  await places.enter('c', 1, 1000)
  expect(await places.enter('c', 1, 1000)).toBe('full')
  expect(await places.enter('a', 1, 1000)).toMatchObject({ name: 'a' })
})

test('bars are bounded; one that has ended makes room, and one that is there can be changed', async () => {
  let now = 0
  const bars = createMemoryBars(() => now, 2)
  await bars.bar({ kind: 'client', value: 'a', until: 10 })
  await bars.bar({ kind: 'client', value: 'b', until: 100 })
  expect(await bars.bar({ kind: 'client', value: 'c', until: 100 })).toBe('full')
  expect(await bars.bar({ kind: 'client', value: 'b', until: 200 })).toBe('done')
  now = 10
  expect(await bars.bar({ kind: 'client', value: 'c', until: 100 })).toBe('done')
})
