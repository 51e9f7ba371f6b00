import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { Dependency } from '../../src/server/admin/readiness.ts'
import { joinDependencies } from '../../src/workers/join-dependencies.ts'
import { joinMetrics } from '../../src/workers/join-metrics.ts'

/** One process with a counter, a histogram, and gauges that are summed, least and of the process. */
async function snapshot(worker: number, count: number, up: number, memory: number) {
  const registers = [new Registry()]
  new Counter({ name: 'gatehouse_requests_total', help: 'h', labelNames: ['status'], registers }).inc(
    { status: '200' },
    count,
  )
  new Histogram({ name: 'gatehouse_seconds', help: 'h', buckets: [1], registers }).observe(count)
  new Gauge({ name: 'gatehouse_inflight_requests', help: 'h', registers }).set(count)
  new Gauge({ name: 'gatehouse_upstream_up', help: 'h', registers, aggregator: 'min' }).set(up)
  const labels = { worker: String(worker) }
  new Gauge({ name: 'process_resident_memory_bytes', help: 'h', labelNames: ['worker'], registers }).set(labels, memory)
  return registers[0]!.getMetricsAsJSON()
}

const samples = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

test('counts add up, gauges join as they are meant to, processes stay apart', async () => {
  const metrics = joinMetrics()
  metrics.update(1, await snapshot(1, 2, 1, 100))
  metrics.update(2, await snapshot(2, 3, 0, 200))
  const { contentType, text } = await metrics.expose(await snapshot(0, 0, 0, 50))
  expect(contentType).toContain('text/plain')
  expect(samples(text)).toEqual(
    expect.arrayContaining([
      'gatehouse_requests_total{status="200"} 5',
      'gatehouse_seconds_count 3',
      'gatehouse_inflight_requests 5',
      'gatehouse_upstream_up 0',
      'process_resident_memory_bytes{worker="0"} 50',
      'process_resident_memory_bytes{worker="1"} 100',
      'process_resident_memory_bytes{worker="2"} 200',
    ]),
  )
})

test('what a process has counted stays when it ends, what it was does not', async () => {
  const metrics = joinMetrics()
  metrics.update(1, await snapshot(1, 2, 1, 100))
  metrics.update(2, await snapshot(2, 3, 0, 200))
  metrics.end(2)
  metrics.end(2)
  metrics.end(9)
  metrics.update(3, await snapshot(2, 10, 1, 300))
  const { text } = await metrics.expose([])
  const all = samples(text)
  expect(all).toContain('gatehouse_requests_total{status="200"} 15')
  expect(all).toContain('gatehouse_seconds_count 3')
  expect(all).toContain('gatehouse_inflight_requests 12')
  expect(all).toContain('gatehouse_upstream_up 1')
  expect(all).toContain('process_resident_memory_bytes{worker="2"} 300')
})

test('of two processes with one number the later one speaks', async () => {
  const metrics = joinMetrics()
  metrics.update(1, await snapshot(1, 1, 1, 100))
  metrics.update(5, await snapshot(1, 1, 1, 500))
  const { text } = await metrics.expose([])
  expect(samples(text)).toContain('process_resident_memory_bytes{worker="1"} 500')
})

test('the gauges of the primary do not speak of the road', async () => {
  const metrics = joinMetrics()
  metrics.update(1, await snapshot(1, 1, 1, 100))
  const { text } = await metrics.expose(await snapshot(0, 7, 0, 1))
  expect(samples(text)).toContain('gatehouse_upstream_up 1')
  expect(samples(text)).toContain('gatehouse_inflight_requests 1')
  expect(samples(text)).toContain('gatehouse_requests_total{status="200"} 8')
})

const upstream = (state: Dependency['state']): Dependency => ({ name: 'upstream', state, required: false })

test.each([
  [
    'all there',
    [[upstream('up')], [upstream('up')]],
    2,
    [
      ['workers', 'up', false],
      ['upstream', 'up', false],
    ],
  ],
  [
    'one sees it down',
    [[upstream('up')], [upstream('down')]],
    2,
    [
      ['workers', 'up', false],
      ['upstream', 'down', false],
    ],
  ],
  [
    'one does not know',
    [[upstream('unknown')], [upstream('up')]],
    2,
    [
      ['workers', 'up', false],
      ['upstream', 'unknown', false],
    ],
  ],
  [
    'one is missing',
    [[upstream('up')]],
    2,
    [
      ['workers', 'down', false],
      ['upstream', 'up', false],
    ],
  ],
  ['none is there', [], 2, [['workers', 'down', true]]],
  ['one more during a change', [[], [], []], 2, [['workers', 'up', false]]],
])('readiness: %s', (_case, living, configured, expected) => {
  const joined = joinDependencies(living, configured)
  expect(joined.map(({ name, state, required }) => [name, state, required])).toEqual(expected)
})
