import { Redis } from 'ioredis'
import { Queue, type Queued } from '../../queue.ts'
import type { OnStateChange, StoreState } from '../store.ts'
import { CALL_DEADLINE_MS } from './deadlines.ts'
import { redisOptions } from './options.ts'

/** A connection to Redis behind a circuit breaker. */
export interface RedisLink {
  readonly redis: Redis
  /**
   * The answer, or `unavailable`: at once while the link is down, after 50 ms at the latest when it goes down. Another
   * deadline, in milliseconds, is for large answers that no request waits for.
   */
  call<T>(send: () => Promise<T>, deadlineMs?: number): Promise<T | 'unavailable'>
  /** Waits for the first connection, but no longer than this; a link that is still down then is announced as such. */
  start(timeoutMs: number): Promise<void>
  state(): StoreState
  close(): void
}

export interface RedisLinkOptions {
  /** `redis://` or `rediss://`, possibly with a password: never to be logged. */
  readonly url: string
  /** A harmless call that uses what real calls use. The link is up only when it has succeeded on the connection. */
  readonly probe: () => Promise<unknown>
  readonly onStateChange?: OnStateChange | undefined
}

/** A call that was sent. */
interface Waiting extends Queued<Waiting> {
  readonly giveUp: (outcome: 'unavailable') => void
}

/**
 * The breaker: any call that fails or takes longer than 50 ms condemns the connection. All calls in flight are told so
 * together, later ones are not even sent, and ioredis looks for a new connection. So a frozen Redis costs one delay,
 * not one per request.
 */
export function createRedisLink({ url, probe, onStateChange }: RedisLinkOptions): RedisLink {
  let up = false
  let failures = 0
  let cause = 'CLOSED'
  let firstUp = () => {}
  const waiting = new Queue<Waiting>()
  const redis = new Redis(
    url,
    redisOptions(() => failures),
  )

  function goDown() {
    for (const each of waiting.all()) {
      waiting.remove(each)
      each.giveUp('unavailable')
    }
    if (!up) return
    up = false
    onStateChange?.('down', cause)
  }

  function goUp() {
    up = true
    failures = 0
    cause = 'CLOSED'
    firstUp()
    onStateChange?.('up')
  }

  function attempt<T>(send: () => Promise<T>, deadlineMs = CALL_DEADLINE_MS): Promise<T | 'unavailable'> {
    return new Promise((resolve) => {
      const sent: Waiting = { giveUp: resolve, earlier: undefined, later: undefined }
      const fail = (code: string) => {
        if (!waiting.has(sent)) return
        cause = code
        goDown()
        // In any other status ioredis is already on its way to a new connection, and disconnecting would stop it.
        if (redis.status === 'ready') redis.disconnect(true)
      }
      // After a pause of this process the timer comes before the answers that have long arrived; look at those first.
      const deadline = setTimeout(() => setImmediate(fail, 'TIMEOUT'), deadlineMs)
      waiting.add(sent)
      send()
        .then(resolve, (error: unknown) => fail(codeOf(error)))
        .finally(() => {
          clearTimeout(deadline)
          waiting.remove(sent)
        })
    })
  }

  redis.on('error', (error) => {
    cause = codeOf(error)
  })
  redis.on('close', () => {
    failures += 1
    goDown()
  })
  redis.on('ready', async () => {
    if ((await attempt(probe)) !== 'unavailable') goUp()
  })

  return {
    redis,
    call: (send, deadlineMs) => (up ? attempt(send, deadlineMs) : Promise.resolve('unavailable')),
    async start(timeoutMs) {
      await new Promise<void>((resolve) => {
        const patience = setTimeout(resolve, timeoutMs)
        firstUp = () => {
          clearTimeout(patience)
          resolve()
        }
        // A failure is also an event, and further attempts follow by themselves.
        redis.connect().catch(() => {})
      })
      if (!up) onStateChange?.('down', cause)
    },
    state: () => (up ? 'up' : 'down'),
    close() {
      up = false
      redis.disconnect()
      goDown()
    },
  }
}

/** A code without addresses, keys or credentials: the system's, or the first word of an error that Redis answered. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.message === 'Command timed out') return 'TIMEOUT'
  return /^[A-Z]{2,}\b/.exec(error.message)?.[0] ?? 'CLOSED'
}
