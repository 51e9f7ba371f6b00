import { rmSync } from 'node:fs'
import type { Program } from '../test/fixtures/gateway-process.ts'

const running = new Set<Program>()
const folders = new Set<string>()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
process.once('exit', () => {
  for (const { pid } of running) process.kill(pid, 'SIGTERM')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Has a program end when this process does, however that comes about. */
export function endWithUs(program: Program): Program {
  running.add(program)
  return {
    ...program,
    async stop() {
      running.delete(program)
      await program.stop()
    },
  }
}

/** Has a folder deleted when this process ends. */
export function removeWithUs(folder: string): string {
  folders.add(folder)
  return folder
}
