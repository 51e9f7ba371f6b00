import type { Dependency } from '../server/admin/readiness.ts'
import type { PrimaryChannel } from './messages.ts'

/** Milliseconds between looks at what may have changed. */
const EVERY = 500

/** Tells the primary, for its `/readyz`, what this worker leans on: now, and whenever it has changed. */
export function reportDependencies(read: () => readonly Dependency[], channel: PrimaryChannel): void {
  let told = ''
  function look(): void {
    const dependencies = read()
    const text = JSON.stringify(dependencies)
    if (text === told) return
    told = text
    channel.send({ kind: 'dependencies', dependencies })
  }
  look()
  setInterval(look, EVERY).unref()
}
