import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Deadlines } from '../../src/upstream/deadlines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Waits of 100 ms; `ended` has the names of those that were overdue, with the time. */
function waits() {
  const deadlines = new Deadlines(100)
  const start = performance.now()
  const ended: [name: string, ms: number][] = []
  const waiting = (name: string) => ({
    due: 0,
    overdue: () => void ended.push([name, Math.round(performance.now() - start)]),
  })
  return { deadlines, ended, waiting }
}

test('each wait ends after its own time', () => {
  const { deadlines, ended, waiting } = waits()
  deadlines.begin(waiting('a'))
  vi.advanceTimersByTime(30)
  deadlines.begin(waiting('b'))
  vi.advanceTimersByTime(40)
  deadlines.begin(waiting('c'))
  vi.advanceTimersByTime(1000)
  expect(ended).toEqual([
    ['a', 100],
    ['b', 130],
    ['c', 170],
  ])
  deadlines.begin(waiting('d'))
  vi.advanceTimersByTime(99)
  expect(ended).toHaveLength(3)
  vi.advanceTimersByTime(1)
  expect(ended.at(-1)).toEqual(['d', 1170])
})

test('one that is over is left alone, and one timer does for all', () => {
  const { deadlines, ended, waiting } = waits()
  for (let n = 0; n < 50; n++) {
    const each = waiting(`${n}`)
    deadlines.begin(each)
    deadlines.end(each)
  }
  deadlines.begin(waiting('last'))
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(ended).toEqual([['last', 100]])
  expect(vi.getTimerCount()).toBe(0)
})

test('what begins while others end has its own time as well', () => {
  const { deadlines, ended, waiting } = waits()
  deadlines.begin({ due: 0, overdue: () => deadlines.begin(waiting('next')) })
  deadlines.begin(waiting('beside'))
  vi.advanceTimersByTime(1000)
  expect(ended).toEqual([
    ['beside', 100],
    ['next', 200],
  ])
})
