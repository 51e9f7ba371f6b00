import { availableParallelism } from 'node:os'

/** How many processes `server.workers` asks for; `auto` is one for each core that this process may use. */
export function workerCount(setting: number | 'auto'): number {
  return setting === 'auto' ? availableParallelism() : setting
}
