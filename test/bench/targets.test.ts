import { describe, expect, test } from 'vitest'
import type { Measured, Round } from '../../bench/measure/round.ts'
import { judge } from '../../bench/report/targets.ts'
import { memoryTargets, ratioTargets } from '../../bench/targets.ts'
import { workloads } from '../../bench/workloads.ts'

const MEBIBYTE = 1024 * 1024

const measured = (workload: string, server: string, ...rounds: readonly Round[]): Measured => {
  return { workload, server, rounds, settled: true }
}
const round = (rate: number, cpu: number, memory?: number): Round => {
  return { rate, cpu, others: 0, ...(memory !== undefined && { memory }) }
}
const judged = (what: string, all: readonly Measured[]) => judge(all).find((each) => each.what === what)

describe('a target', () => {
  const bare = measured('A', 'fastify-proxy', round(1000, 100), round(1000, 100))

  test('is met by throughput and by processor time apart', () => {
    const all = [bare, measured('A', 'gateway', round(1000, 200), round(960, 200))]
    expect(judged('A ÷ fastify-proxy', all)).toMatchObject({
      measured: 0.98,
      met: 'must',
      cpu: 0.5,
      metByCpu: 'missed',
    })
  })

  test('is met as far as its aim', () => {
    const all = [bare, measured('A', 'gateway', round(1200, 80), round(1200, 80))]
    expect(judged('A ÷ fastify-proxy', all)).toMatchObject({ met: 'aim', cpu: 1.25, metByCpu: 'aim' })
  })

  test('is not measured where one of both is missing or every round is void', () => {
    expect(judged('A ÷ fastify-proxy', [bare])).toMatchObject({ measured: undefined, met: 'not measured' })
    const all = [bare, measured('A', 'gateway', { void: 'x' }, { void: 'y' })]
    expect(judged('A ÷ fastify-proxy', all)).toMatchObject({ measured: undefined, met: 'not measured' })
  })

  test('against another workload of the gateway says so', () => {
    const all = [measured('A', 'gateway', round(100, 100)), measured('F1', 'gateway', round(300, 20))]
    expect(judged('F1 ÷ gateway on A', all)).toMatchObject({ measured: 3, met: 'must', cpu: 5, metByCpu: 'aim' })
  })

  test('of memory takes the highest peak of all rounds', () => {
    const streams = (most: number) => [measured('D50', 'gateway', round(1, 1, MEBIBYTE), round(1, 1, most * MEBIBYTE))]
    expect(judged('D50 peak MiB above idle', streams(64))).toMatchObject({ measured: 64, met: 'must' })
    expect(judged('D50 peak MiB above idle', streams(65))).toMatchObject({ measured: 65, met: 'missed' })
  })
})

test('every target is of servers and workloads that are measured', () => {
  const isMeasured = ({ workload, server }: { readonly workload: string; readonly server: string }) =>
    workloads.some(({ id, servers }) => id === workload && servers.some((name) => name === server))
  const all = [...ratioTargets, ...ratioTargets.map(({ against }) => against), ...memoryTargets]
  expect(all.filter((each) => !isMeasured(each))).toEqual([])
})
