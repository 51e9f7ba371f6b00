import { expect, test } from 'vitest'
import { createMemoryBars } from '../../../src/store/memory/bars.ts'
import { createMemoryOnce } from '../../../src/store/memory/once.ts'
import { createMemoryPlaces } from '../../../src/store/memory/places.ts'

test('names are not forgotten before their time to make room: what is full says so', async () => {
  let now = 0
  const once = createMemoryOnce(() => now, 3)
  for (const name of ['a', 'b', 'c']) expect(await once(name, 1000, `owner of ${name}`)).toBe(true)
  expect(await once('d', 1000, 'another')).toBe('unavailable')
  expect(await once('a', 1000, 'owner of a')).toBe(false)
  now = 1000
  expect(await once('d', 1000, 'another')).toBe(true)
})

test('an owner who floods it leaves half of the room to the others, and has what it used remembered', async () => {
  let now = 0
  const once = createMemoryOnce(() => now, 100)
  const flood = async (owner: string) => {
    for (let i = 0; ; i++) if ((await once(`${owner} ${i}`, 1000, owner)) !== true) return i
  }
  expect(await flood('greedy')).toBe(50)
  expect(await flood('greedy too')).toBe(25)
  expect(await once('another', 1000, 'honest')).toBe(true)
  expect(await once('another', 1000, 'honest')).toBe(false)
  expect(await once('greedy 0', 1000, 'greedy')).toBe(false)
  now = 1000
  expect(await flood('greedy')).toBe(50)
})

test('one long-lived name does not keep the others', async () => {
  let now = 0
  const once = createMemoryOnce(() => now, 10)
  await once('long', 10_000_000, 'a')
  for (let i = 0; i < 1000; i++) {
    now += 1000
    expect(await once(`short ${i}`, 500, 'a')).toBe(true)
  }
  expect(await once('long', 1000, 'a')).toBe(false)
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
