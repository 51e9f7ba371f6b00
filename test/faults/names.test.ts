import { namesTable } from './rows/names.ts'
import { runTable } from './run-table.ts'

runTable(namesTable)
