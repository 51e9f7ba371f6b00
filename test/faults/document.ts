import type { Fault, FaultTable } from './fault.ts'
import { clockTable } from './rows/clock.ts'
import { certificateTable, logTable, reloadTable } from './rows/disk.ts'
import { introspectionTable } from './rows/introspection.ts'
import { keysTable } from './rows/keys.ts'
import { namesTable } from './rows/names.ts'
import { closedRedisTable, openRedisTable } from './rows/redis.ts'
import { breakerTable, upstreamTable } from './rows/upstream.ts'

/** What the page tells of a table. */
type Written = Pick<FaultTable, 'dependency'> & {
  readonly faults: readonly Pick<Fault, 'kind' | 'what' | 'known' | 'fresh'>[]
}

/** All tables, in the order of the page. */
export const tables: readonly Written[] = [
  ...[upstreamTable, breakerTable, keysTable, introspectionTable, openRedisTable, closedRedisTable, namesTable],
  ...[clockTable, logTable, certificateTable, reloadTable],
]

/** The tables as they stand in docs/faults.md. */
export function faultLines(): readonly string[] {
  return tables.flatMap(({ dependency, faults }) =>
    faults.map(({ kind, what, known, fresh = known }) => `| ${dependency} | ${kind} | ${what} | ${known} | ${fresh} |`),
  )
}
