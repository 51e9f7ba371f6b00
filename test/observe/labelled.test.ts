import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { LabelledCounter } from '../../src/observe/labelled-counter.ts'
import { LabelledHistogram } from '../../src/observe/labelled-histogram.ts'
import { Series } from '../../src/observe/series.ts'

test('each combination of labels has one value, whatever is in the labels', () => {
  const series = new Series((labels) => ({ labels }))
  const combinations = [
    ['a', 'b'],
    ['b', 'a'],
    ['a,b', ''],
    ['', 'a,b'],
    ['__proto__', 'constructor'],
  ]
  const made = combinations.map((labels) => series.of(labels))
  expect(new Set(made).size).toBe(combinations.length)
  expect(combinations.map((labels) => series.of([...labels]))).toEqual(made)
  expect(series.all).toEqual(made)
})

test('a counter tells each count once', async () => {
  const registry = new Registry()
  const counter = new LabelledCounter('c_total', 'Counts.', ['a', 'b'], registry)
  counter.add(['x', 'y'])
  counter.add(['x', 'y'], 2)
  counter.add(['x', 'z'], 0)
  expect(await registry.metrics()).toContain('c_total{a="x",b="y"} 3\n')
  counter.add(['x', 'y'])
  const text = await registry.metrics()
  expect(text).toContain('c_total{a="x",b="y"} 4\n')
  expect(text).toContain('c_total{a="x",b="z"} 0\n')
})

test('a histogram tells what one of prom-client tells', async () => {
  const bounds = [0.001, 0.01, 1]
  const theirs = new Registry()
  const ours = new Registry()
  const reference = new Histogram({
    name: 'h',
    help: 'Takes.',
    labelNames: ['a', 'b'],
    buckets: bounds,
    registers: [theirs],
  })
  const histogram = new LabelledHistogram('h', 'Takes.', ['a', 'b'], bounds, ours)
  expect(await ours.metrics()).toBe(await theirs.metrics())
  for (const [b, value] of [
    ['x', 0],
    ['x', 0.001],
    ['y', 0.0011],
    ['x', 1],
    ['x', 1.5],
    ['y', 100],
  ] as const) {
    reference.observe({ a: 'q"\\', b }, value)
    histogram.observe(['q"\\', b], value)
  }
  expect(await ours.metrics()).toBe(await theirs.metrics())
  const plain = (values: object) =>
    JSON.parse(JSON.stringify(values, (name, value) => (name === 'exemplar' ? undefined : value)))
  expect(plain(await ours.getMetricsAsJSON())).toEqual(plain(await theirs.getMetricsAsJSON()))
})
