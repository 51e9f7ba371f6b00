import { PAGES } from './bodies.ts'

/** Who is measured: proxies that check nothing, proxies that check the token, and the gateway in several settings. */
export type ServerName =
  | 'node-undici'
  | 'fastify-proxy'
  | 'nginx'
  | 'haproxy'
  | 'naive-jose'
  | 'haproxy-jwt'
  | 'gateway'
  | 'gateway-10-rules'
  | 'gateway-10000-rules'
  | 'gateway-redis'

/** Compiled before they start: nothing gets faster while they run. */
export const native: ReadonlySet<string> = new Set<ServerName>(['nginx', 'haproxy', 'haproxy-jwt'])

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
  readonly status: 200 | 401 | 403
  /** Entries of the searchset that is asked for. */
  readonly entries?: number
  /** Of answers that are taken one at a time, in MB per second: their least size in bytes. */
  readonly stream?: number
}

const checking: readonly ServerName[] = ['naive-jose', 'haproxy-jwt', 'gateway']
const all: readonly ServerName[] = ['node-undici', 'fastify-proxy', 'nginx', 'haproxy', ...checking]

const read = { path: '/Observation/o1', caller: 'patient-app', status: 200 } as const
const search = (entries: number) => ({ ...read, entries, path: `/Observation?code=29463-7&_count=${entries}` })

export const workloads: readonly Workload[] = [
  { ...read, id: 'A', title: 'read, 1.5 KB', servers: all },
  { ...search(PAGES.B), id: 'B', title: 'search, 20 entries, 25 KB', servers: all },
  { ...search(PAGES.C), id: 'C', title: 'search, 100 entries, 120 KB', servers: all },
  { ...search(PAGES.D50), id: 'D50', title: 'searchset of 50 MB', servers: all, stream: 48e6 },
  { ...search(PAGES.D100), id: 'D100', title: 'searchset of 100 MB', servers: all, stream: 96e6 },
  {
    ...read,
    id: 'E',
    title: 'read, 1,000 tokens in turn',
    caller: 'thousand-tokens',
    servers: ['fastify-proxy', ...checking],
  },
  { ...read, id: 'F1', title: 'no token', caller: 'nobody', servers: ['gateway'], status: 401 },
  { ...read, id: 'F2', title: 'token without the scope', caller: 'wrong-scope', servers: ['gateway'], status: 403 },
  { ...read, id: 'I', title: 'read, rules of a policy', servers: ['gateway-10-rules', 'gateway-10000-rules'] },
  { ...read, id: 'K', title: 'read, limits in Redis', servers: ['gateway-redis'] },
]
