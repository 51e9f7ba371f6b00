import { introspectionTable } from './rows/introspection.ts'
import { runTable } from './run-table.ts'

runTable(introspectionTable)
