import { vi } from 'vitest'
import { closedRedisTable, openRedisTable } from './rows/redis.ts'
import { runTable } from './run-table.ts'

// In place of 50 ms, which the Redis of a busy machine may well take.
vi.mock('../../src/store/redis/deadlines.ts', async (actual) => ({
  ...(await actual<typeof import('../../src/store/redis/deadlines.ts')>()),
  CALL_DEADLINE_MS: 1000,
}))

runTable(openRedisTable)
runTable(closedRedisTable)
