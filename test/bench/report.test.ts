import { describe, expect, test } from 'vitest'
import type { Measured } from '../../bench/measure/round.ts'
import { readOptions } from '../../bench/options.ts'
import { disturbanceTable } from '../../bench/report/machine.ts'
import { asMarkdown, asText } from '../../bench/report/table.ts'
import { workloadTable } from '../../bench/report/workloads.ts'
import { workloads } from '../../bench/workloads.ts'

const read = workloads.find(({ id }) => id === 'A')!
const sample = (rate: number, cpu: number) => ({ rate, cpu, others: 0 })
const measured: readonly Measured[] = [
  { workload: 'A', server: 'fastify-proxy', rounds: [sample(1000, 100), sample(1100, 90)], settled: true },
  { workload: 'A', server: 'gateway', rounds: [sample(500, 200), { void: 'nothing was answered' }], settled: false },
]

describe('the table of a workload', () => {
  const table = workloadTable(read, measured)

  test('holds medians, spreads and ratios of the rounds that count', () => {
    expect(table.rows).toEqual([
      ['fastify-proxy', '1050', '5 %', '95', '5 %', '1.00', '1.00'],
      ['gateway', '500', '0 %', '200', '0 %', '0.50', '0.50'],
    ])
  })

  test('says what is void, and what was not warm', () => {
    expect(table.notes).toEqual([
      'gateway: 1 of 2 rounds void: nothing was answered',
      'gateway: not yet warm when the rounds began',
    ])
  })
})

describe('what other programs took', () => {
  test('is told of the rounds that count', () => {
    expect(disturbanceTable(measured).rows).toEqual([['3', '0 %', '0 %', '0 %']])
  })

  test('is not told where no such round was: of workers and latencies alone, or void', () => {
    const none = [{ workload: 'A', server: 'gateway', rounds: [{ void: 'nothing was answered' }], settled: false }]
    for (const rounds of [[], none]) expect(asText(disturbanceTable(rounds))).toMatch(/^\nShare .*\n {2}no round/)
  })
})

test('a table is written as text and as Markdown', () => {
  const table = { title: 'A', head: ['server', 'req/s'], rows: [['one', '5']], notes: ['a note'] }
  expect(asText(table)).toBe('\nA\n  server   req/s\n  one          5\n  a note')
  expect(asMarkdown(table)).toBe('\n**A**\n\n| server | req/s |\n| --- | ---: |\n| one | 5 |\n\na note')
})

test('workloads are chosen by how they begin, servers by name', () => {
  const options = readOptions(['--only', 'A,D', '--servers', 'gateway'])
  expect(['A', 'B', 'D50', 'D100'].filter(options.isWanted)).toEqual(['A', 'D50', 'D100'])
  expect(options.isChosen('gateway')).toBe(true)
  expect(options.isChosen('gateway-redis')).toBe(false)
  expect(() => readOptions(['--fast'])).toThrow()
})
