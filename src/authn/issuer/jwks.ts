import { LRUCache } from 'lru-cache'
import type { FetchProblem } from './fetch-json.ts'
import type { KeySet } from './key-set.ts'
import type { VerificationKey } from './verification-key.ts'

/** `unknown`: the issuer has no such key. `unavailable`: it cannot be asked, and what was once known is too old. */
export type KeyLookup = readonly VerificationKey[] | 'unknown' | 'unavailable'

/** The keys of one issuer, kept as fresh as the issuer allows. */
export interface IssuerKeys {
  /**
   * The keys that may have signed a token with this `kid` and algorithm; none is never returned as an empty list.
   * A promise only when the issuer has to be asked first.
   */
  find(keyId: string | undefined, algorithm: string): KeyLookup | Promise<KeyLookup>
  /** Whether `key` is still one of the issuer's, as far as is known without asking. */
  holds(key: VerificationKey): boolean
  /** Changes whenever the set of keys does. */
  generation(): number
  /** Asks the issuer unless its keys are fresh, or waits while it is being asked; for start-up. Never rejects. */
  warm(): Promise<void>
  /** `stale`: past their lifetime, in use because the issuer cannot be asked. */
  state(): 'fresh' | 'stale' | 'unavailable'
}

export interface IssuerKeysOptions {
  readonly read: (known: KeySet['keys']) => Promise<KeySet | FetchProblem>
  /** Monotonic milliseconds: a jump of the wall clock must neither revive old keys nor hold back new ones. */
  readonly monotonic: () => number
  readonly onRefresh: (result: 'ok' | FetchProblem) => void
}

/** Fetching begins at this share of the lifetime, so that under traffic nobody ever waits for it. */
const EARLY = 0.8
const HARD_LIMIT = 24 * 60 * 60_000
const UNKNOWN_KEY_COOL_DOWN = 30_000
const UNKNOWN_KEY_MEMORY = 60_000
const MAX_UNKNOWN_KEYS = 1000
const MAX_BACK_OFF = 30_000

/**
 * Keeps an issuer's key set. Refreshes are driven by use, one at a time; after a failure they back off from one second to thirty.
 *
 * While the issuer is down the last set serves for a day. A key that left the set is refused after the next refresh,
 * because that is how issuers revoke keys. Unknown key ids, which cost an attacker nothing, cause at most one fetch in 30 seconds together.
 */
export function createIssuerKeys({ read, monotonic, onRefresh }: IssuerKeysOptions): IssuerKeys {
  let set: KeySet = { keys: new Map(), lifetime: 0 }
  let fetchedAt = Number.NEGATIVE_INFINITY
  let generation = 0
  let failures = 0
  let nextAttemptAt = Number.NEGATIVE_INFINITY
  let unknownKeyFetchAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined
  const missing = new LRUCache<string, number>({ max: MAX_UNKNOWN_KEYS })

  async function load(): Promise<void> {
    const result = await read(set.keys)
    const now = monotonic()
    if (typeof result === 'string') {
      nextAttemptAt = now + Math.min(1000 * 2 ** failures++, MAX_BACK_OFF)
      onRefresh(result)
      return
    }
    if (!sameKeys(set.keys, result.keys)) generation++
    set = result
    fetchedAt = now
    failures = 0
    nextAttemptAt = Number.NEGATIVE_INFINITY
    onRefresh('ok')
  }

  function refresh(): Promise<void> {
    underWay ??= load().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  function state(): ReturnType<IssuerKeys['state']> {
    const age = monotonic() - fetchedAt
    if (age >= HARD_LIMIT) return 'unavailable'
    return age < set.lifetime ? 'fresh' : 'stale'
  }

  /** Begins a refresh that is due. Returns it when the answer must wait for it: keys past their lifetime serve only once asking has failed. */
  function keepFresh(): Promise<void> | undefined {
    const now = monotonic()
    if (now - fetchedAt < set.lifetime * EARLY || (underWay === undefined && now < nextAttemptAt)) return undefined
    const refreshing = refresh()
    const mustWait = now - fetchedAt >= HARD_LIMIT || (now - fetchedAt >= set.lifetime && failures === 0)
    return mustWait ? refreshing : undefined
  }

  function matching(keyId: string | undefined, algorithm: string): VerificationKey[] {
    const fits = (key: VerificationKey) => key.algorithm === algorithm && (keyId === undefined || key.keyId === keyId)
    return [...set.keys.values()].filter(fits)
  }

  function settle(keyId: string | undefined, algorithm: string): KeyLookup {
    if (state() === 'unavailable') return 'unavailable'
    const found = matching(keyId, algorithm)
    if (found.length > 0) return found
    return failures > 0 ? 'unavailable' : 'unknown'
  }

  /** Whether an unknown key is worth a question to the issuer now. */
  function mayAskFor(keyId: string): boolean {
    const now = monotonic()
    if ((missing.get(keyId) ?? Number.NEGATIVE_INFINITY) > now) return false
    // A question that failed was no answer: asking again waits for the back-off, not for the cool-down.
    if (failures > 0) return underWay !== undefined || now >= nextAttemptAt
    return underWay !== undefined || now - unknownKeyFetchAt >= UNKNOWN_KEY_COOL_DOWN
  }

  async function askFor(keyId: string | undefined, algorithm: string): Promise<KeyLookup> {
    const joined = underWay !== undefined
    if (!joined) unknownKeyFetchAt = monotonic()
    await refresh()
    const found = settle(keyId, algorithm)
    if (found !== 'unknown') return found
    // What was under way may have been answered before the key was published.
    if (joined && mayAskFor(keyId ?? '')) return askFor(keyId, algorithm)
    missing.set(keyId ?? '', monotonic() + UNKNOWN_KEY_MEMORY)
    return found
  }

  function lookUp(keyId: string | undefined, algorithm: string): KeyLookup | Promise<KeyLookup> {
    const found = settle(keyId, algorithm)
    const known = typeof found !== 'string' || state() === 'unavailable'
    return known || !mayAskFor(keyId ?? '') ? found : askFor(keyId, algorithm)
  }

  return {
    find(keyId, algorithm) {
      const refreshing = keepFresh()
      return refreshing === undefined ? lookUp(keyId, algorithm) : refreshing.then(() => settle(keyId, algorithm))
    },
    holds: (key) => keepFresh() === undefined && state() !== 'unavailable' && set.keys.get(key.identity) === key,
    generation: () => generation,
    warm: () => underWay ?? (state() === 'fresh' ? Promise.resolve() : refresh()),
    state,
  }
}

function sameKeys(one: KeySet['keys'], other: KeySet['keys']): boolean {
  return one.size === other.size && [...one.keys()].every((identity) => other.has(identity))
}
