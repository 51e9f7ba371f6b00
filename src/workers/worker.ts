import cluster from 'node:cluster'
import type { Socket } from 'node:net'
import type { Config } from '../config/config.ts'
import { loadFromSources } from '../config/files/sources.ts'
import { createGate } from '../gate.ts'
import { createLog, describeFault, type Log } from '../observe/log.ts'
import { loadAside } from '../reload/load-aside.ts'
import { openMetrics } from '../server/admin/open-metrics.ts'
import { startPublic } from '../server/public-listener.ts'
import { openStore } from '../store/open-store.ts'
import { answerQuestions } from './answer-questions.ts'
import type { PrimaryChannel, Start, ToPrimary, ToWorker } from './messages.ts'
import { createRemoteStore } from './remote-store.ts'
import { reportDependencies } from './report-dependencies.ts'

/** `gatehouse serve` in a worker process: the clients' listener and nothing else, until the primary has it drain. */
export async function runWorker(): Promise<never> {
  const channel = channelToPrimary()
  const start = await new Promise<Start>((resolve) => {
    channel.onMessage((message) => message.kind === 'start' && resolve(message))
    channel.send({ kind: 'here' })
  })
  const loaded = loadFromSources(start.file, start.sources)
  if ('problems' in loaded) return leave({ kind: 'failed', reason: 'CONFIGURATION' }, 1)
  const { config } = loaded
  const log = createLog({ ...config.log, worker: start.worker })
  process.on('uncaughtException', (error) => {
    log.fault(error)
    log.flush()
    process.exit(1)
  })
  try {
    return await leave(await serveClients(config, start, channel, log), 0)
  } catch (error) {
    log.fault(error)
    log.flush()
    const { code, error: name } = describeFault(error)
    return leave({ kind: 'failed', reason: code ?? name }, 1)
  }
}

/** Serves until it is asked to end. Resolves with the last message, when everything is closed. */
async function serveClients(config: Config, start: Start, channel: PrimaryChannel, log: Log): Promise<ToPrimary> {
  const metrics = openMetrics(config, start.worker)
  const asked = untilAsked(channel, log)
  const gate = await createGate(config, metrics, log, async (store, context) =>
    store === 'memory' ? createRemoteStore(channel, context) : openStore(store, context),
  )
  const clients = await startPublic(shareOf(config, start.workers), gate, {
    at: start.at,
    onConnection: (listener) =>
      channel.onMessage((message, connection) => {
        if (message.kind !== 'connection') return
        channel.send({ kind: 'taken', id: message.id })
        // There is none when the client left while it was handed over.
        if (connection !== undefined) listener(connection)
      }),
  })
  answerQuestions(channel, { gate, metrics, log, load: (sources) => loadAside({ file: start.file, sources }) })
  reportDependencies(gate.dependencies, channel)
  channel.send({ kind: 'listening', url: clients.url })

  await asked
  const whole = await clients.close()
  await gate.close()
  log.flush()
  return { kind: 'drained', whole, snapshot: await metrics.snapshot() }
}

function untilAsked(channel: PrimaryChannel, log: Log): Promise<void> {
  return new Promise((resolve) => {
    channel.onMessage((message) => message.kind === 'drain' && resolve())
    // A terminal sends its signals to all processes: the primary decides. SIGTERM may be meant for this worker alone.
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
    process.on('SIGTERM', resolve)
    // Without a primary nobody replaces or measures this process, and the store is gone: answer what is in flight, then go.
    cluster.worker?.once('disconnect', () => {
      // Otherwise Node ends the process right after this.
      if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true
      log.error('primary lost')
      resolve()
    })
  })
}

/** The connections that clients may open are shared out; every other limit is one of a single request. */
function shareOf(config: Config, workers: number): Config {
  const { server } = config
  const connections = Math.ceil(server.limits.connections / workers)
  return { ...config, server: { ...server, limits: { ...server.limits, connections } } }
}

/** Ends the process when the primary has its last message. */
async function leave(last: ToPrimary, code: number): Promise<never> {
  await new Promise<void>((resolve) => send(last, resolve))
  process.exit(code)
}

function channelToPrimary(): PrimaryChannel {
  return {
    send: (message) => send(message, () => {}),
    onMessage: (listener) =>
      void process.on('message', (message: ToWorker, connection?: Socket) => listener(message, connection)),
  }
}

/** `done` is called in any case: a primary that is gone hears nothing. */
function send(message: ToPrimary, done: () => void): void {
  if (process.connected) process.send?.(message, undefined, {}, done)
  else done()
}
