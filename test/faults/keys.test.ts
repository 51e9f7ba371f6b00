import { keysTable } from './rows/keys.ts'
import { runTable } from './run-table.ts'

runTable(keysTable)
