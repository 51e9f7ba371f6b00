import { verdict } from '../gcra.ts'
import type { BucketDraw, OnStateChange, Store } from '../store.ts'
import { createRedisBars } from './bars.ts'
import { START_TIMEOUT_MS } from './deadlines.ts'
import { defineTurnRing } from './key-ring.ts'
import { createRedisLink } from './link.ts'
import { createRedisOnce } from './once.ts'
import { createRedisPlaces } from './places.ts'
import { takeTogether } from './take-together.ts'
import { defineTakeTokens } from './take-tokens-script.ts'

export interface RedisStoreOptions {
  readonly url: string
  readonly keyPrefix: string
  readonly onStateChange?: OnStateChange | undefined
  /** How long the start may wait for Redis; then the gateway starts without it, in the state `down`. */
  readonly startTimeoutMs?: number
}

const PROBE: BucketDraw = { key: 'probe', limit: { rps: 1000, burst: 1000 }, cost: 1, unconditional: true }

/** The store that replicas share. While Redis is away it says `unavailable`; `withFallback` decides what that means. */
export async function connectRedisStore(options: RedisStoreOptions): Promise<Store> {
  const { url, keyPrefix, onStateChange, startTimeoutMs = START_TIMEOUT_MS } = options
  const link = createRedisLink({
    url,
    probe: () => script([[PROBE]]),
    onStateChange(state, cause) {
      bars.linkChanged(state)
      onStateChange?.(state, cause)
    },
  })
  const script = defineTakeTokens(link.redis, keyPrefix)
  const take = takeTogether(link, script)
  const turnRing = defineTurnRing(link.redis, keyPrefix)
  const bars = createRedisBars(link, url, keyPrefix)
  await link.start(startTimeoutMs)

  return {
    async takeTokens(draws) {
      const answer = await take(draws)
      if (answer === 'unavailable') return answer
      const { admitted, now, tats } = answer
      return { admitted, verdicts: draws.map((draw, i) => verdict(draw, tats[i]!, now, admitted)) }
    },
    once: createRedisOnce(link, keyPrefix),
    ...createRedisPlaces(link, keyPrefix),
    bar: bars.bar,
    unbar: bars.unbar,
    bars: bars.bars,
    onBars: bars.onBars,
    sealKeys: (offers) => link.call(() => turnRing(offers)),
    state: link.state,
    async close() {
      bars.close()
      link.close()
    },
  }
}
