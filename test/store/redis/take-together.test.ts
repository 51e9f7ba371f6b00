import { expect, test } from 'vitest'
import { takeTogether } from '../../../src/store/redis/take-together.ts'
import type { BucketDraw } from '../../../src/store/store.ts'

const draw = (key: string): readonly BucketDraw[] => [{ key, limit: { rps: 1, burst: 1 }, cost: 1 }]

/** A link that notes the keys of each call, and answers each asker with its own first key as the time. */
function linked(state: 'up' | 'down' = 'up', fails = false) {
  const calls: string[][] = []
  const link = {
    state: () => state,
    call: <T>(send: () => Promise<T>) => (fails ? Promise.resolve('unavailable' as const) : send()),
  }
  const take = takeTogether(link, async (askers) => {
    calls.push(askers.map(([first]) => first!.key))
    return askers.map(([first]) => ({ admitted: true, now: Number(first!.key), tats: [] }))
  })
  return { calls, take }
}

test('what is drawn in one turn is one call, and each asker gets its own answer', async () => {
  const { calls, take } = linked()
  const answers = await Promise.all(['1', '2', '3'].map((key) => take(draw(key))))
  expect(answers).toEqual([1, 2, 3].map((now) => ({ admitted: true, now, tats: [] })))
  expect(await take(draw('4'))).toMatchObject({ now: 4 })
  expect(calls).toEqual([['1', '2', '3'], ['4']])
})

test('a call has no more than 100 askers', async () => {
  const { calls, take } = linked()
  const keys = Array.from({ length: 250 }, (_, n) => `${n}`)
  const answers = await Promise.all(keys.map((key) => take(draw(key))))
  expect(answers.map((answer) => answer !== 'unavailable' && answer.now)).toEqual(keys.map(Number))
  expect(calls.map(({ length }) => length)).toEqual([100, 100, 50])
})

test('all askers are told that the store is not there; while that is known none waits', async () => {
  const failing = linked('up', true)
  expect(await Promise.all(['1', '2'].map((key) => failing.take(draw(key))))).toEqual(['unavailable', 'unavailable'])
  const down = linked('down')
  expect(await down.take(draw('1'))).toBe('unavailable')
  expect(down.calls).toEqual([])
})
