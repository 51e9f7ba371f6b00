import { Redis } from 'ioredis'
import { type BarStore, isLive } from '../bar.ts'
import type { Bar, StoreState } from '../store.ts'
import { type BarScripts, type BarsAt, defineBarScripts } from './bars-script.ts'
import { READ_DEADLINE_MS } from './deadlines.ts'
import type { RedisLink } from './link.ts'
import { redisOptions } from './options.ts'

/** Messages can be lost; a change that none told of is noticed after this at the latest, milliseconds. */
const LOOK_EVERY_MS = 500

export interface RedisBars extends BarStore {
  /** To be told when the link comes and goes. */
  linkChanged(state: StoreState): void
  close(): void
}

type Listener = (bars: readonly Bar[] | 'unavailable') => void

/**
 * The bars that replicas share, followed from the first `onBars` on: by messages, and by looking for a new version now
 * and then. Where Redis has lost them, the first replica that notices puts its copy back.
 *
 * @param url as for the link; messages need a connection of their own
 */
export function createRedisBars(link: RedisLink, url: string, keyPrefix: string): RedisBars {
  const scripts = defineBarScripts(link.redis, keyPrefix)
  const listeners = new Set<Listener>()
  let known: BarsAt | undefined
  let told: readonly Bar[] | 'unavailable' = 'unavailable'
  let reading = false
  let stale = false
  let stop = () => {}

  function tell(bars: readonly Bar[] | 'unavailable'): void {
    if (bars === told) return
    told = bars
    for (const listener of listeners) listener(bars)
  }

  async function read(): Promise<readonly Bar[] | 'unavailable'> {
    const before = known?.version ?? ''
    const found = await link.call(() => scripts.read(before), READ_DEADLINE_MS)
    if (found === 'unavailable') return found
    const lost = found?.version === '' ? (known?.bars ?? []).filter((bar) => isLive(bar, Date.now())) : []
    if (lost.length > 0) {
      const restored = await link.call(() => scripts.restore(lost), READ_DEADLINE_MS)
      return restored === 'unavailable' ? restored : read()
    }
    // Of reads that overlap, the one that was asked last is answered last.
    known = found ?? known ?? { version: '', bars: [] }
    tell(known.bars)
    return known.bars
  }

  /** One read at a time, and one more after it for whatever happened meanwhile. */
  async function refresh(): Promise<void> {
    stale = true
    if (reading) return
    reading = true
    while (stale) {
      stale = false
      await read()
    }
    reading = false
  }

  /**
   * Reads first: after a change it could not be told any more that Redis has lost the others. And reads afterwards: where
   * a change was made it is in force when that is told, even if Redis is gone in the next moment.
   */
  async function change<T>(make: () => Promise<T>): Promise<T | 'unavailable'> {
    if ((await read()) === 'unavailable') return 'unavailable'
    const done = await link.call(make)
    if (done !== 'unavailable') await read()
    return done
  }

  return {
    bar: (bar) => change(() => scripts.put(bar)),
    unbar: (bar) => change(() => scripts.remove(bar)),
    async bars() {
      const bars = await read()
      return bars === 'unavailable' ? bars : bars.filter((bar) => isLive(bar, Date.now()))
    },
    onBars(listener) {
      if (listeners.size === 0) stop = follow(url, scripts, refresh)
      listeners.add(listener)
      listener(told)
      void refresh()
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop()
      }
    },
    linkChanged(state) {
      if (state === 'down') tell('unavailable')
      else if (listeners.size > 0) void refresh()
    },
    close() {
      listeners.clear()
      stop()
    },
  }
}

/** Calls `refresh` when a change is announced, and now and then. Returns what ends it. */
function follow(url: string, { channel }: BarScripts, refresh: () => void): () => void {
  let failures = 0
  const subscriber = new Redis(url, { ...redisOptions(() => failures), autoResubscribe: false })
  subscriber.on('error', () => {})
  subscriber.on('close', () => {
    failures += 1
  })
  subscriber.on('ready', () => {
    failures = 0
    // What changed before it listened was not heard.
    subscriber.subscribe(channel).then(refresh, () => {})
  })
  subscriber.on('message', refresh)
  subscriber.connect().catch(() => {})
  const timer = setInterval(refresh, LOOK_EVERY_MS).unref()
  return () => {
    clearInterval(timer)
    subscriber.disconnect()
  }
}
