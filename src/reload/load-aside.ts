import { Worker } from 'node:worker_threads'
import { type LoadedSources, loadFromSources, type Source } from '../config/sources.ts'
import type { PolicyReadings } from './policy-readings.ts'
import { remembered } from './policy-readings.ts'

/** What the thread gets: the path of `gatehouse.yaml`, and what its files hold where they are not to be read again. */
export interface LoadAsked {
  readonly file: string
  readonly sources?: readonly Source[] | undefined
}

/** What the thread has read; everything in it can be carried from thread to thread. */
export interface LoadAnswer {
  readonly sources: readonly Source[]
  readonly policies: PolicyReadings
}

/** Milliseconds; reading 10,000 rules takes a few seconds on a slow machine. */
const LIMIT = 60_000

// Node strips the types of nothing: in `dist/` the thread is JavaScript.
const thread = new URL(import.meta.url.endsWith('.ts') ? './load-thread.ts' : './load-thread.js', import.meta.url)

/**
 * Loads a configuration without holding up the requests of this thread: reading and checking a large policy takes longer
 * than any of them should wait. What is left for here takes milliseconds.
 *
 * @throws when the thread ends without an answer, or has none in time
 */
export async function loadAside(asked: LoadAsked): Promise<LoadedSources> {
  const { sources, policies } = await askThread(asked)
  return { result: loadFromSources(asked.file, sources, { readPolicy: remembered(policies) }), sources }
}

function askThread(asked: LoadAsked): Promise<LoadAnswer> {
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
