import type { ServerName } from './workloads.ts'

const MEBIBYTE = 1024 * 1024

/** What a server is held to: its throughput on a workload divided by another's. */
export interface RatioTarget {
  readonly workload: string
  readonly server: ServerName
  /** What it is divided by. */
  readonly against: { readonly workload: string; readonly server: ServerName }
  readonly must: number
  readonly aim?: number
}

const gateway = (workload: string, against: ServerName, must: number, aim?: number): RatioTarget => {
  return {
    workload,
    server: 'gateway',
    against: { workload, server: against },
    must,
    ...(aim !== undefined && { aim }),
  }
}
const onRead = { workload: 'A', server: 'gateway' } as const

export const ratioTargets: readonly RatioTarget[] = [
  gateway('A', 'fastify-proxy', 0.95, 1.2),
  gateway('B', 'fastify-proxy', 0.75, 1.0),
  gateway('C', 'fastify-proxy', 0.6, 0.95),
  gateway('D50', 'fastify-proxy', 0.5, 0.8),
  gateway('D100', 'fastify-proxy', 0.5, 0.8),
  gateway('E', 'fastify-proxy', 0.9, 1.2),
  gateway('A', 'naive-jose', 1.85),
  gateway('E', 'naive-jose', 1.85),
  { workload: 'F1', server: 'gateway', against: onRead, must: 2.5, aim: 4 },
  { workload: 'F2', server: 'gateway', against: onRead, must: 1.8, aim: 3 },
  {
    workload: 'I',
    server: 'gateway-10000-rules',
    against: { workload: 'I', server: 'gateway-10-rules' },
    // Flat within 1.1 times.
    must: 1 / 1.1,
  },
  { workload: 'K', server: 'gateway-redis', against: onRead, must: 0.8, aim: 0.95 },
]

/** Bytes of memory that streams may take above idle. */
export const memoryTargets: readonly {
  readonly workload: string
  readonly server: ServerName
  readonly most: number
}[] = ['D50', 'D100'].map((workload) => ({ workload, server: 'gateway', most: 64 * MEBIBYTE }))
