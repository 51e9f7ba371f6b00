import { parseArgs } from 'node:util'
import { sections } from './sandbox/lines/sections.ts'
import { liveRow } from './sandbox/live.ts'
import { runOnce } from './sandbox/once.ts'
import { screenOf } from './sandbox/screen.ts'
import { type Sandbox, startSandbox } from './sandbox/start.ts'
import { printTour } from './sandbox/tour.ts'
import { welcome } from './sandbox/welcome.ts'

const PORT = 8443
const WORKDAY_S = 8 * 60 * 60
const ONCE_MS = 60_000

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const screen = screenOf(process.stdout, process.env)
const print = (text: string) => console.log(text)

async function once(sandbox: Sandbox): Promise<void> {
  setTimeout(() => {
    console.error(`not done after ${ONCE_MS / 1000} s`)
    process.exit(1)
  }, ONCE_MS).unref()
  process.exitCode = (await runOnce(sections, sandbox, screen, print)) ? 0 : 1
  await close()
}

async function untilStopped(sandbox: Sandbox): Promise<void> {
  print(welcome(sandbox))
  await printTour(sections, sandbox, screen, print)
  sandbox.journal.follow((finished) => print(liveRow(finished, screen)))
  print('\nRequests appear here as they come. Ctrl-C stops everything and removes the folder.\n')
}

let closing: Promise<void> | undefined
const starting = startSandbox({ port: values.once ? 0 : PORT, lifetime: WORKDAY_S })
const close = () => (closing ??= starting.then((sandbox) => sandbox.close()))
// A runner in between may pass the same signal on, so it can come twice.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void close().then(() => process.exit(values.once ? 1 : 0)))
}

try {
  await (values.once ? once : untilStopped)(await starting)
} catch (error) {
  // Whoever stops it halfway has no use for the request that then fails.
  if (closing === undefined) {
    await close()
    throw error
  }
}
