import { expect, test } from 'vitest'
import { createMemoryStore } from '../../../src/store/memory/memory.ts'

const limit = { rps: 1, burst: 2 }

test('counts by key, on the given clock', async () => {
  let now = 0.5
  const store = createMemoryStore({ now: () => now })
  const admitted = async (key: string, cost: number) => {
    const taken = await store.takeTokens([{ key, limit, cost }])
    return taken !== 'unavailable' && taken.admitted
  }
  expect(await admitted('a', 2)).toBe(true)
  expect(await admitted('a', 1)).toBe(false)
  expect(await admitted('b', 1)).toBe(true)
  now = 999.5
  expect(await admitted('a', 1)).toBe(false)
  now = 1000.5
  expect(await admitted('a', 1)).toBe(true)
})

test('a refused draw of several takes nothing from any', async () => {
  const store = createMemoryStore({ now: () => 0 })
  const refused = await store.takeTokens([
    { key: 'a', limit, cost: 1 },
    { key: 'b', limit, cost: 3 },
  ])
  expect(refused).toEqual({
    admitted: false,
    verdicts: [
      { admitted: true, remaining: 2, resetMs: 0 },
      { admitted: false, remaining: 2, resetMs: 0, retryAfterMs: 'never' },
    ],
  })
  expect(await store.takeTokens([{ key: 'a', limit, cost: 2 }])).toMatchObject({ admitted: true })
})

test('a flood of keys forgets the least recently used only, and memory stays bounded', async () => {
  const store = createMemoryStore({ now: () => 0, maxKeys: 10 })
  const draw = (key: string) => store.takeTokens([{ key, limit: { rps: 1, burst: 1 }, cost: 1 }])
  await draw('kept')
  for (let i = 0; i < 1000; i++) {
    await draw(`flood ${i}`)
    expect(await draw('kept')).toMatchObject({ admitted: false })
  }
  expect(await draw('flood 0')).toMatchObject({ admitted: true })
  expect(await draw('flood 999')).toMatchObject({ admitted: false })
})
