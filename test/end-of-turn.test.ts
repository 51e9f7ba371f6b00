import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EndOfTurn } from '../src/end-of-turn.ts'

test('what is added in one turn is done in a row at its end, and what comes meanwhile in the next', async () => {
  const done: string[] = []
  const turns = new EndOfTurn<string>((items) => {
    for (const item of items) {
      done.push(item)
      if (item === 'second') turns.add('fourth')
      process.nextTick(() => done.push(`after ${item}`))
    }
  })
  turns.add('first')
  await Promise.resolve()
  turns.add('second')
  process.nextTick(() => turns.add('third'))
  expect(done).toEqual([])
  await nextTurn()
  expect(done.slice(0, 3)).toEqual(['first', 'second', 'third'])
  await expect.poll(() => done).toContain('fourth')
  expect(done).toEqual([
    'first',
    'second',
    'third',
    'after first',
    'after second',
    'after third',
    'fourth',
    'after fourth',
  ])
})
