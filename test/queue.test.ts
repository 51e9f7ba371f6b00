import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Queue, type Queued } from '../src/queue.ts'

interface Item extends Queued<Item> {
  readonly name: number
}

test('a queue is a list from which anything may be taken at any time', () => {
  const steps = fc.array(fc.record({ add: fc.boolean(), at: fc.nat(12) }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new Queue<Item>()
      const known: Item[] = []
      let list: Item[] = []
      for (const { add, at } of all) {
        const item = known[at]
        if (add || item === undefined) {
          const made = { name: known.length }
          known.push(made)
          list.push(made)
          queue.add(made)
        } else {
          expect(queue.has(item)).toBe(list.includes(item))
          expect(queue.remove(item)).toBe(list.includes(item))
          list = list.filter((each) => each !== item)
        }
        expect(queue.all()).toEqual(list)
        expect(queue.first).toBe(list[0])
      }
    }),
  )
})

test('what has left points at nothing, so that it keeps nothing from being collected', () => {
  const queue = new Queue<Item>()
  const items: Item[] = [0, 1, 2, 3].map((name) => ({ name }))
  for (const item of items) queue.add(item)
  for (const at of [1, 3, 0, 2]) expect(queue.remove(items[at]!)).toBe(true)
  expect(items).toEqual([0, 1, 2, 3].map((name) => ({ name, earlier: undefined, later: undefined })))
  expect(queue.first).toBeUndefined()
})
