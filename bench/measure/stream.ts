import { connect } from 'node:net'
import { wholeLength } from './http-head.ts'
import { forgetPeaks, memoryOfTree, using } from './processes.ts'
import type { Round } from './round.ts'

export interface StreamLoad {
  readonly url: string
  readonly token: string
  /** The process under test. */
  readonly pid: number
  /** Bytes of memory that it has when it does nothing. */
  readonly idle: number
  /** Bytes that the answer has at least. */
  readonly atLeast: number
}

/** How an answer of no known length ends. */
const LAST_CHUNK = '\r\n0\r\n\r\n'
/** Milliseconds without a byte. */
const PATIENCE = 60_000

/** Takes one large answer over one connection, as fast as it comes. */
export async function streamRound({ url, token, pid, idle, atLeast }: StreamLoad): Promise<Round> {
  forgetPeaks(pid)
  const { result, usage } = await using(pid, () => take(new URL(url), token))
  const megabytes = result.bytes / 1e6
  if (!result.head.startsWith('HTTP/1.1 200 ')) return { void: `answered ${result.head.slice(0, 12) || 'nothing'}` }
  if (result.bytes < atLeast || !result.whole) return { void: `broke off after ${megabytes.toFixed(1)} MB` }
  const memory = Math.max(0, memoryOfTree(pid, 'VmHWM') - idle)
  return { rate: megabytes / result.seconds, cpu: (usage.own * 1e6) / megabytes, others: usage.others, memory }
}

interface Taken {
  readonly bytes: number
  readonly seconds: number
  readonly head: string
  /** Whether it ended where it said that it would. */
  readonly whole: boolean
}

/** Reads into one buffer again and again, so that the reader costs as little as can be. */
function take({ hostname, port, pathname, search, host }: URL, token: string): Promise<Taken> {
  return new Promise((resolve) => {
    const start = performance.now()
    const buffer = Buffer.alloc(512 * 1024)
    let [bytes, expected] = [0, Number.NaN]
    let [head, tail] = ['', '']
    const isWhole = () => (Number.isNaN(expected) ? tail === LAST_CHUNK : bytes === expected)
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: {
        buffer,
        callback(length) {
          if (bytes === 0) {
            head = buffer.toString('latin1', 0, Math.min(length, 4096))
            expected = wholeLength(head)
          }
          bytes += length
          tail = (tail + buffer.toString('latin1', Math.max(0, length - LAST_CHUNK.length), length)).slice(
            -LAST_CHUNK.length,
          )
          if (isWhole()) socket.destroy()
          return true
        },
      },
    })
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve({ bytes, seconds: (performance.now() - start) / 1000, head, whole: isWhole() }))
    const lines = [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${token}`]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  })
}
