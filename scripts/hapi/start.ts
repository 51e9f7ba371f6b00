import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAnswered } from '../is-answered.ts'
import { buildServer } from './build.ts'
import { cache, progress } from './cache.ts'
import { ensureTools } from './tools.ts'

/** A running server. `baseUrl` has no trailing slash; `stop` resolves once the process is gone. */
export interface HapiServer {
  baseUrl: string
  stop(): Promise<void>
}

export interface HapiOptions {
  /** 0, the default, lets the system pick a free one. */
  readonly port?: number
  readonly version?: 'R4' | 'R4B' | 'R5'
  /** Clients may choose ids of digits alone (`Patient/1`); HAPI keeps those for itself unless it is told otherwise. */
  readonly anyIds?: boolean
}

const startMillis = 300_000
const stopMillis = 5_000

/**
 * Starts a real HAPI FHIR JPA server (H2 in memory, empty; R4 unless said otherwise) on a loopback port and resolves
 * once `GET /metadata` answers 200. The first start on a machine fetches the server with Maven. Throws, with the end of
 * the log, when the server cannot be fetched, ends, or is not ready within five minutes.
 */
export async function startHapi(options: HapiOptions = {}): Promise<HapiServer> {
  ensureTools()
  await buildServer()
  progress(`starting the server (${options.version ?? 'R4'})`)
  const started = Date.now()
  const log = join(cache, `server-${options.version ?? 'R4'}${options.anyIds ? '-any-ids' : ''}.log`)
  const child = launch(options, log)
  const baseUrl = `http://127.0.0.1:${await listening(child, log)}/fhir`
  await ready(baseUrl, started + startMillis, child, log)
  progress(`ready on ${baseUrl} after ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return { baseUrl, stop: () => stop(child) }
}

function launch({ port = 0, version = 'R4', anyIds = false }: HapiOptions, log: string): ChildProcess {
  const temporary = join(cache, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const output = openSync(log, 'w')
  const child = spawn(
    'java',
    [
      '-Xmx1500m',
      // The quick compiler only: a test run is over before the optimising one pays off.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      `-Djava.io.tmpdir=${temporary}`,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      `-Dgatehouse.anyIds=${anyIds}`,
      '-cp',
      [join(cache, 'classes'), join(cache, 'lib', '*')].join(delimiter),
      'gatehouse.hapi.Main',
      String(port),
      version,
    ],
    { stdio: ['pipe', 'pipe', output] },
  )
  closeSync(output)
  return child
}

/** The port that the server prints once its servlet is loaded. */
function listening(child: ChildProcess, log: string): Promise<number> {
  return new Promise((done, fail) => {
    let text = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(failure(`was not listening within ${startMillis / 1000} s`, log))
    }, startMillis)
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const port = /^listening (\d+)$/m.exec(text)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      done(Number(port))
    })
    child.on('error', (error) => fail(error))
    child.on('exit', (code) => {
      clearTimeout(timer)
      fail(failure(`ended with code ${code}`, log))
    })
  })
}

async function ready(baseUrl: string, deadline: number, child: ChildProcess, log: string): Promise<void> {
  while (Date.now() < deadline && child.exitCode === null) {
    if (await isAnswered(`${baseUrl}/metadata`)) return
    await pause(250)
  }
  await stop(child)
  throw failure('did not answer GET /metadata with 200', log)
}

function failure(what: string, log: string): Error {
  const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
  return new Error(`hapi: the server ${what}. The end of ${log}:\n${end}`)
}

/** The server ends with its standard input; should it hang, it is killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMillis)
  child.stdin?.end()
  await gone
  clearTimeout(timer)
}

if (process.argv[1] === import.meta.filename) {
  const server = await startHapi({ port: Number(process.argv[2] ?? 0) })
  process.stdout.write(`${server.baseUrl}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop())
}
