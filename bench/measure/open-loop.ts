import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { wholeLength } from './http-head.ts'

export interface OpenLoad {
  readonly url: URL
  readonly token: string
  /** Requests per second, whether or not earlier ones were answered. */
  readonly rate: number
  readonly seconds: number
}

/** Connections that stay open; when all wait for answers, what is due waits for the first. */
const CONNECTIONS = 128
/** Milliseconds that the loop sleeps when nothing is due: Node's own timers know no fraction of one. */
const NAP = 0.05
/** Milliseconds for the last answers to arrive. */
const PATIENCE = 5000

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/**
 * Sends small reads at a fixed rate.
 * @returns for each the milliseconds from the moment at which it was due, not from that at which it was sent, in ascending
 *   order; or why the round counts for nothing
 */
export async function openLoop({ url, token, rate, seconds }: OpenLoad): Promise<Float64Array | string> {
  const lines = [`GET ${url.pathname} HTTP/1.1`, `Host: ${url.host}`, `Authorization: Bearer ${token}`]
  const request = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  const latencies = new Float64Array(Math.round(rate * seconds))
  let [sent, answered] = [0, 0]
  let problem: string | undefined
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      openConnection(url, {
        onAnswer(due) {
          latencies[answered++] = performance.now() - due
        },
        onProblem(what) {
          problem ??= what
        },
      }),
    ),
  )
  const start = performance.now()
  const dueOf = (n: number) => start + (n * 1000) / rate
  const end = start + seconds * 1000 + PATIENCE
  while (problem === undefined && answered < latencies.length && performance.now() < end) {
    while (sent < latencies.length && dueOf(sent) <= performance.now()) {
      const free = connections.find(({ isIdle }) => isIdle())
      if (free === undefined) break
      free.send(request, dueOf(sent++))
    }
    Atomics.wait(sleeper, 0, 0, NAP)
    await nextTurn()
  }
  for (const { close } of connections) close()
  if (answered < latencies.length) return problem ?? `${latencies.length - answered} were not answered`
  return latencies.sort()
}

interface Listener {
  /** `due`: as it was given to `send`. */
  onAnswer(due: number): void
  onProblem(what: string): void
}

/** A connection that carries one request at a time. */
async function openConnection({ hostname, port }: URL, { onAnswer, onProblem }: Listener) {
  const socket = connect(Number(port), hostname).setNoDelay(true)
  await once(socket, 'connect')
  let due: number | undefined
  let missing = 0
  socket.on('data', (data: Buffer) => {
    if (missing === 0) {
      const beginning = data.toString('latin1')
      missing = beginning.startsWith('HTTP/1.1 200 ') ? wholeLength(beginning) : Number.NaN
      if (Number.isNaN(missing)) onProblem(`answered ${beginning.slice(0, 12)}`)
    }
    missing -= data.length
    if (missing !== 0 || due === undefined) return
    onAnswer(due)
    due = undefined
  })
  socket.on('error', ({ message }) => onProblem(message))
  socket.on('close', () => onProblem('a connection was closed'))
  return {
    isIdle: () => due === undefined,
    send(request: Buffer, at: number): void {
      due = at
      socket.write(request)
    },
    close: () => socket.removeAllListeners('close').destroy(),
  }
}
