import { createLog } from '../../src/observe/log.ts'

/** Logs to standard output as a gateway does, and ends. */
const log = createLog({ level: 'info', format: 'json' })
log.info('the first')
await new Promise((resolve) => setTimeout(resolve, 200))
log.info('the last')
log.flush()
process.stderr.write('flushed\n')
process.exitCode = 3
