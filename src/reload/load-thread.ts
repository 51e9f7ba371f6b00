import { parentPort, workerData } from 'node:worker_threads'
import { loadFromSources, loadWithSources } from '../config/sources.ts'
import type { LoadAnswer, LoadAsked } from './load-aside.ts'
import { remembering } from './policy-readings.ts'

const { file, sources: given } = workerData as LoadAsked
const { readPolicy, policies } = remembering()
const read = given === undefined ? loadWithSources(file, { readPolicy }).sources : given
if (given !== undefined) loadFromSources(file, given, { readPolicy })
const answer: LoadAnswer = { sources: read, policies }
parentPort?.postMessage(answer)
