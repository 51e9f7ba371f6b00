import { closedRedisTable, openRedisTable } from './rows/redis.ts'
import { runTable } from './run-table.ts'

runTable(openRedisTable)
runTable(closedRedisTable)
