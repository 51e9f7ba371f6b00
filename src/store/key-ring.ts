/** A secret key that replicas share. */
export interface SharedKey {
  /** 1 to 16 of `A-Z a-z 0-9 _ -`; no secret. */
  readonly id: string
  /** 32 random bytes; never to be logged. */
  readonly key: Buffer
}

/** What to use a shared key for at this moment. */
export interface SharedKeys {
  /** Seals and opens. */
  readonly current: SharedKey
  /** Opens what was sealed before the last change. */
  readonly previous: readonly SharedKey[]
  /** Will seal soon: it opens already, so that no replica meets a key that it has not read yet. */
  readonly next?: SharedKey
}

/** Keys that whoever asks brings along. */
export interface KeyOffers {
  /** The one it uses now: becomes everybody's where there is none, so that what it has sealed stays good. */
  readonly held: SharedKey
  /** A new one, for when the shared one is due for a change. */
  readonly fresh: SharedKey
}

/** The keys as they are stored. Times are milliseconds on the clock of the store. */
export interface KeyRing {
  /** When `newest` begins to seal. */
  readonly at: number
  readonly newest: SharedKey
  readonly older?: SharedKey
}

export const keyRingTimes = {
  /** A key seals for a day. */
  rotateMs: 24 * 60 * 60 * 1000,
  /** It is shown this long before; replicas read the ring more often than that. */
  leadMs: 5 * 60 * 1000,
  /** It opens this much longer than it seals: the life of a seal, and time for the last replica to notice the change. */
  keepMs: 65 * 60 * 1000,
} as const

/** The ring at `now`, changed if it is time to; the script of `redis/key-ring.ts` does the same inside Redis. */
export function turnRing(ring: KeyRing | undefined, { held, fresh }: KeyOffers, now: number): KeyRing {
  const { rotateMs, leadMs, keepMs } = keyRingTimes
  if (ring === undefined) return { at: now, newest: held }
  const { at, newest, older } = ring
  if (now >= at + rotateMs) return { at: now + leadMs, newest: fresh, older: newest }
  return older !== undefined && now >= at + keepMs ? { at, newest } : ring
}

/** What each key of the ring is for at `now`. */
export function sharedKeysOf({ at, newest, older }: KeyRing, now: number): SharedKeys {
  if (older === undefined) return { current: newest, previous: [] }
  return now < at ? { current: older, previous: [], next: newest } : { current: newest, previous: [older] }
}
