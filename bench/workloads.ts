export type ServerName = 'node-undici' | 'fastify-proxy' | 'naive-jose' | 'gateway'
export type Caller = 'patient-app' | 'thousand-tokens' | 'nobody' | 'wrong-scope'

/** One kind of request, and who is measured with it. */
export interface Workload {
  readonly id: string
  readonly title: string
  /** Below the FHIR base. */
  readonly path: string
  readonly caller: Caller
  readonly servers: readonly ServerName[]
  /** The status of every answer. */
  readonly status: number
}

const all: readonly ServerName[] = ['node-undici', 'fastify-proxy', 'naive-jose', 'gateway']

export const workloads: readonly Workload[] = [
  { id: 'A', title: 'read, 1.5 KB', path: '/Observation/o1', caller: 'patient-app', servers: all, status: 200 },
  {
    id: 'B',
    title: 'search, 20 entries, 25 KB',
    path: '/Observation?code=29463-7&_count=20',
    caller: 'patient-app',
    servers: all,
    status: 200,
  },
  {
    id: 'C',
    title: 'search, 100 entries, 120 KB',
    path: '/Observation?code=29463-7&_count=100',
    caller: 'patient-app',
    servers: all,
    status: 200,
  },
  {
    id: 'E',
    title: 'read, 1,000 tokens in turn',
    path: '/Observation/o1',
    caller: 'thousand-tokens',
    servers: ['fastify-proxy', 'naive-jose', 'gateway'],
    status: 200,
  },
  { id: 'F1', title: 'no token', path: '/Observation/o1', caller: 'nobody', servers: ['gateway'], status: 401 },
  {
    id: 'F2',
    title: 'token without the scope',
    path: '/Observation/o1',
    caller: 'wrong-scope',
    servers: ['gateway'],
    status: 403,
  },
]

/** What the gateway is held to: its throughput divided by that of `against` on workload `on`. */
export interface Target {
  readonly workload: string
  readonly against: ServerName
  readonly on: string
  readonly must: number
  readonly aim?: number
}

export const targets: readonly Target[] = [
  { workload: 'A', against: 'fastify-proxy', on: 'A', must: 0.95, aim: 1.2 },
  { workload: 'B', against: 'fastify-proxy', on: 'B', must: 0.75, aim: 1.0 },
  { workload: 'C', against: 'fastify-proxy', on: 'C', must: 0.6, aim: 0.95 },
  { workload: 'E', against: 'fastify-proxy', on: 'E', must: 0.9, aim: 1.2 },
  { workload: 'A', against: 'naive-jose', on: 'A', must: 1.85 },
  { workload: 'E', against: 'naive-jose', on: 'E', must: 1.85 },
  { workload: 'F1', against: 'gateway', on: 'A', must: 2.5, aim: 4 },
  { workload: 'F2', against: 'gateway', on: 'A', must: 1.8, aim: 3 },
]
