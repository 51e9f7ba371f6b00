import { expect, test } from 'vitest'
import { type Measure, type Reading, trendsOf } from './trend.ts'

const MiB = 1024 * 1024

/** An hour of readings, one a minute, in which `measure` grows by so much from each to the next. */
function readings(measure: Measure, step: number): readonly Reading[] {
  const flat = { heap: 80 * MiB, rss: 160 * MiB, handles: 40, files: 60 }
  return Array.from({ length: 60 }, (_, at) => ({ at, ...flat, [measure]: flat[measure] + at * step }))
}

const flatness = (all: readonly Reading[]) => trendsOf(all).map(({ measure, isFlat }) => [measure, isFlat])

test('what stays as it is, is flat', () => {
  expect(flatness(readings('heap', 0)).every(([, isFlat]) => isFlat)).toBe(true)
})

test.each<[Measure, number]>([
  ['heap', MiB],
  ['rss', 3 * MiB],
  ['handles', 1],
  ['files', 1],
])('a rise of %s is seen, and of nothing else', (measure, step) => {
  const rising = flatness(readings(measure, step)).filter(([, isFlat]) => !isFlat)
  expect(rising).toEqual([[measure, false]])
})

test('garbage that is collected now and then is no leak', () => {
  const saw = readings('heap', 0).map((reading) => ({ ...reading, heap: reading.heap + (reading.at % 7) * 20 * MiB }))
  expect(flatness(saw).every(([, isFlat]) => isFlat)).toBe(true)
})

test('caches that fill at first are no leak', () => {
  const filling = readings('heap', 0).map((reading) => ({ ...reading, heap: Math.min(reading.at + 1, 15) * 10 * MiB }))
  expect(flatness(filling).every(([, isFlat]) => isFlat)).toBe(true)
})

test('too short a run says nothing', () => {
  expect(() => trendsOf(readings('heap', 0).slice(0, 2))).toThrow('too few')
})
