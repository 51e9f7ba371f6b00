import cluster, { type Worker } from 'node:cluster'
import type { Source } from '../config/files/sources.ts'
import type { LogTarget } from '../observe/log.ts'
import type { Door, Taker } from './door.ts'
import type { Launch, Launched, Started } from './launched.ts'
import type { SharedStore, ToPrimary, ToWorker, WorkerChannel } from './messages.ts'
import { createQuestions } from './questions.ts'
import { relayLines } from './relay-lines.ts'
import type { Roster } from './roster.ts'
import { shareStore } from './share-store.ts'

export interface LaunchOptions {
  readonly file: string
  readonly sources: readonly Source[]
  /** Milliseconds of `server.timeouts.drain`. */
  readonly drain: number
  readonly store: SharedStore
  readonly door: Door
  readonly roster: Roster
  readonly output: LogTarget
}

/** Milliseconds. Beyond them a start counts as failed, a change as impossible, a draining worker as stuck. */
const START_LIMIT = 60_000
const CHANGE_LIMIT = 70_000
const COMMIT_LIMIT = 5000
const DRAIN_SLACK = 5000

/** Sets, once, how workers are started: like this process, with output and messages of their own. */
export function setUpCluster(): void {
  // JSON: a call of the store costs half of what it does with structured clones.
  cluster.setupPrimary({ serialization: 'json', stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
}

/** Makes workers with this configuration. */
export function createLaunch(options: LaunchOptions): Launch {
  return (slot, workers) => launchOne(slot, workers, options)
}

function launchOne(slot: number, workers: number, options: LaunchOptions): Launched {
  const { file, sources, store, roster, output, door } = options
  const worker = cluster.fork()
  const channel = channelTo(worker)
  const taker = takerAt(worker)
  let here = false
  let leaving = false
  let whole = false

  const unshare = shareStore(store, channel)
  if (worker.process.stdout !== null) relayLines(worker.process.stdout, output)
  const ended = new Promise<string>((resolve) => {
    // `close` comes after the last message and the last line.
    worker.process.once('close', (code, signal) => resolve(signal ?? `exit ${code}`))
    worker.process.once('error', (error) => worker.process.pid === undefined && resolve(error.name))
  })
  const started = new Promise<Started>((resolve) => {
    const patience = setTimeout(kill, START_LIMIT)
    channel.onMessage((message) => {
      if (message.kind === 'listening') {
        if (!leaving) door.join(taker)
        resolve({ url: message.url })
      } else if (message.kind === 'failed') resolve({ failed: message.reason, final: true })
      else return
      clearTimeout(patience)
    })
    void ended.then((how) => {
      clearTimeout(patience)
      resolve({ failed: how, final: false })
    })
  })
  const { ask, end: endQuestions } = createQuestions(channel)
  channel.onMessage((message) => {
    if (message.kind === 'here') {
      here = true
      channel.send({ kind: 'start', worker: slot, workers, file, sources, at: door.at })
    } else if (message.kind === 'taken') {
      door.taken(taker, message.id)
    } else if (message.kind === 'dependencies') {
      if (!leaving) roster.dependencies.set(worker.id, message.dependencies)
      roster.ask.set(worker.id, ask)
    } else if (message.kind === 'drained') {
      roster.metrics.update(worker.id, message.snapshot)
      whole = message.whole
    }
  })
  function kill(): void {
    worker.process.kill('SIGKILL')
  }

  return {
    pid: worker.process.pid,
    started,
    ended: ended.then((how) => {
      door.lose(taker)
      unshare()
      roster.dependencies.delete(worker.id)
      roster.ask.delete(worker.id)
      endQuestions()
      roster.metrics.end(worker.id)
      return { how, whole }
    }),
    async prepare(sources) {
      // One that does not start is replaced in any case.
      if ('failed' in (await started)) return undefined
      const { id, reply } = await ask({ about: 'change', sources }, CHANGE_LIMIT)
      if (reply !== true) return undefined
      return async () => (await ask({ about: 'commit', change: id }, COMMIT_LIMIT)).reply === true
    },
    drain() {
      leaving = true
      door.part(taker)
      roster.dependencies.delete(worker.id)
      if (!here) return kill()
      channel.send({ kind: 'drain' })
      const stuck = setTimeout(kill, options.drain + DRAIN_SLACK)
      void ended.then(() => clearTimeout(stuck))
    },
    kill,
  }
}

function channelTo(worker: Worker): WorkerChannel {
  return {
    send(message: ToWorker) {
      // Whoever is gone, or is going while this is sent, needs no messages.
      if (worker.isConnected()) worker.send(message, () => {})
    },
    onMessage: (listener) => void worker.on('message', (message: ToPrimary) => listener(message)),
  }
}

function takerAt(worker: Worker): Taker {
  return {
    isConnected: () => worker.isConnected(),
    take(id, connection, failed) {
      const message: ToWorker = { kind: 'connection', id }
      worker.send(message, connection, { keepOpen: true }, (error) => {
        if (error !== null && !hasGone(error)) failed()
      })
    },
  }
}

/** The other end of the channel is closed: the process has ended, and its `close` event will follow. */
function hasGone({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_IPC_CHANNEL_CLOSED'
}
