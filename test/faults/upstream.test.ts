import { breakerTable, upstreamTable } from './rows/upstream.ts'
import { runTable } from './run-table.ts'

runTable(upstreamTable)
runTable(breakerTable)
