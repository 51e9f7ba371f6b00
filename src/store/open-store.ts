import { withFallback } from './fallback.ts'
import { createMemoryStore } from './memory/memory.ts'
import { connectRedisStore } from './redis/redis.ts'
import type { OnStateChange, Store } from './store.ts'

/** The `store` section of the configuration, with its secrets read. */
export type StoreConfig =
  | 'memory'
  | { readonly redis: { readonly url: string; readonly keyPrefix: string; readonly onFailure: 'open' | 'closed' } }

export interface StoreContext {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  readonly onStateChange?: OnStateChange
}

/**
 * Opens the configured store. A Redis that does not answer within two seconds does not hold up the start: the store
 * is then `down` and comes up by itself.
 * @throws Error when the URL is not a Redis URL; the message does not repeat it, it may hold a password
 */
export async function openStore(config: StoreConfig, { now, onStateChange }: StoreContext): Promise<Store> {
  if (config === 'memory') return createMemoryStore({ now })
  const { url, keyPrefix, onFailure } = config.redis
  if (!isRedisUrl(url)) throw new Error('store.redis.url is not a redis:// or rediss:// URL')
  const shared = await connectRedisStore({ url, keyPrefix, onStateChange })
  return onFailure === 'closed' ? shared : withFallback(shared, createMemoryStore({ now }))
}

function isRedisUrl(text: string): boolean {
  return /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text)
}
