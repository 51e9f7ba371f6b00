import { Worker } from 'node:worker_threads'
import { type LoadedSources, loadFromSources, loadWithSources, type Source } from '../config/files/sources.ts'
import { type PolicyReadings, remembered } from './policy-readings.ts'

/** What the thread gets. */
export interface LoadAsked {
  /** Path of `gatehouse.yaml`. */
  readonly file: string
  /** What its files held; absent: they are read. */
  readonly sources?: readonly Source[]
}

/** What the thread has read; everything in it can be carried from thread to thread. */
export interface LoadAnswer {
  readonly sources: readonly Source[]
  readonly policies: PolicyReadings
}

type LoadedBy = Parameters<typeof loadWithSources>[1]

/** Milliseconds; reading 10,000 rules takes a few seconds on a slow machine. */
const LIMIT = 60_000

/** The compiled thread. Run from source there is none, as threads know nothing of the loader that strips types. */
const thread = import.meta.url.endsWith('.js') ? new URL('./load-thread.js', import.meta.url) : undefined

/**
 * Loads a configuration without holding up the requests of this thread: reading and checking a large policy takes longer
 * than any of them should wait. What is left for here takes milliseconds.
 *
 * @throws when the thread ends without an answer, or has none in time
 */
export async function loadAside(asked: LoadAsked): Promise<LoadedSources> {
  if (thread === undefined) return loadAsked(asked)
  const answer = await askThread(thread, asked)
  const [sources, policies] = [withBuffers(answer.sources), answer.policies]
  return { result: loadFromSources(asked.file, sources, { readPolicy: remembered(policies) }), sources }
}

/** Reads what was asked for, in this thread. */
export function loadAsked({ file, sources }: LoadAsked, options: LoadedBy = {}): LoadedSources {
  if (sources === undefined) return loadWithSources(file, options)
  return { result: loadFromSources(file, sources, options), sources }
}

/** What came from a thread, where bytes are bytes but no Buffers, as it was: the channel to worker processes needs those. */
export function withBuffers(sources: readonly Source[]): readonly Source[] {
  return sources.map(({ path, contents }) => ({
    path,
    contents: 'bytes' in contents ? { bytes: Buffer.from(contents.bytes) } : contents,
  }))
}

function askThread(thread: URL, asked: LoadAsked): Promise<LoadAnswer> {
  const worker = new Worker(thread, { workerData: asked, name: 'gatehouse-load' })
  return new Promise<LoadAnswer>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the configuration was not read in time')), LIMIT)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => {
      clearTimeout(limit)
      reject(new Error('the thread that reads the configuration ended'))
    })
  }).finally(() => void worker.terminate())
}
