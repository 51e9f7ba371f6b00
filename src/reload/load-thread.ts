import { parentPort, workerData } from 'node:worker_threads'
import { loadWithSources } from '../config/sources.ts'
import type { LoadAnswer, LoadAsked } from './load-aside.ts'
import { remembering } from './policy-readings.ts'

const { file } = workerData as LoadAsked
const { readPolicy, policies } = remembering()
const { sources } = loadWithSources(file, { readPolicy })
const answer: LoadAnswer = { sources, policies }
parentPort?.postMessage(answer)
