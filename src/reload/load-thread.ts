import { parentPort, workerData } from 'node:worker_threads'
import { type LoadAnswer, type LoadAsked, loadAsked } from './load-aside.ts'
import { remembering } from './policy-readings.ts'

const { readPolicy, policies } = remembering()
const { sources } = loadAsked(workerData as LoadAsked, { readPolicy })
const answer: LoadAnswer = { sources, policies }
parentPort?.postMessage(answer)
