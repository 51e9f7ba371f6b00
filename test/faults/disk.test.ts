import { certificateTable, logTable, reloadTable } from './rows/disk.ts'
import { runTable } from './run-table.ts'

runTable(logTable)
runTable(certificateTable)
runTable(reloadTable)
