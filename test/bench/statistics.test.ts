import { describe, expect, test } from 'vitest'
import type { Round } from '../../bench/measure/round.ts'
import { figures, isSettled, median, pairedRatio, percentile, spread } from '../../bench/measure/statistics.ts'

const round = (rate: number, cpu = 100): Round => ({ rate, cpu, others: 0 })
const nothing: Round = { void: 'nothing was answered' }

describe('median, percentile and spread', () => {
  test('the median is the middle one, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([7])).toBe(7)
    expect(median([])).toBeNaN()
  })

  test('numbers are ordered as numbers', () => {
    expect(median([100, 9, 20])).toBe(20)
  })

  test('a percentile is a value that was seen', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, n) => n + 1)
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 1)).toBe(100)
    expect(percentile([5], 0.99)).toBe(5)
    expect(percentile([], 0.5)).toBeNaN()
  })

  test('the spread is half the way from the least to the greatest, as a share of the median', () => {
    expect(spread([90, 100, 110])).toBeCloseTo(0.1)
    expect(spread([5])).toBe(0)
  })
})

describe('rounds that are void', () => {
  test('give no figures', () => {
    expect(figures([round(1), nothing, round(3)], 'rate')).toEqual([1, 3])
    expect(figures([nothing], 'cpu')).toEqual([])
    expect(figures([round(1)], 'memory')).toEqual([])
  })

  test('of either server are left out of the ratio, which pairs what was measured in the same round', () => {
    const own = [round(50), nothing, round(300), round(90)]
    const other = [round(100), round(1), nothing, round(100)]
    expect(pairedRatio(own, other, 'rate')).toBeCloseTo(0.7)
  })

  test('leave no ratio where no pair is left', () => {
    expect(pairedRatio([nothing, round(1)], [round(1), nothing], 'rate')).toBeUndefined()
    expect(pairedRatio([], [round(1)], 'rate')).toBeUndefined()
  })
})

test('a ratio is the median of ratios, not the ratio of medians', () => {
  const own = [round(10), round(20), round(90)]
  const other = [round(10), round(40), round(100)]
  expect(pairedRatio(own, other, 'rate')).toBeCloseTo(0.9)
})

describe('warm', () => {
  const slices = (...cpu: readonly number[]) => cpu.map((each) => round(1e6 / each, each))

  test('when three more slices bring nothing that is better by more than 5 %', () => {
    expect(isSettled(slices(300, 200, 150, 150, 145, 142))).toBe(false)
    expect(isSettled(slices(300, 200, 150, 149, 146, 151))).toBe(true)
    expect(isSettled(slices(300, 200, 150, 160, 170, 180))).toBe(true)
  })

  test('not by void slices', () => {
    expect(isSettled([...slices(300, 200, 150), nothing, nothing, nothing])).toBe(false)
  })

  test('not before it has computed for five seconds: a machine that others use gives it less of each', () => {
    const shared = Array.from({ length: 6 }, () => round(5000, 100))
    expect(isSettled(shared)).toBe(false)
    expect(isSettled([...shared, ...shared])).toBe(true)
  })
})
