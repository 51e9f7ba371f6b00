import { clockTable } from './rows/clock.ts'
import { runTable } from './run-table.ts'

runTable(clockTable)
