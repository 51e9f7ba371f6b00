import type { KeyOffers, SharedKey, SharedKeys } from '../store/key-ring.ts'

/** Offers as they came through the channel, which knows no Buffers, with Buffers again. */
export function receivedOffers({ held, fresh }: KeyOffers): KeyOffers {
  return { held: receivedKey(held), fresh: receivedKey(fresh) }
}

/** The same of keys. */
export function receivedKeys({ current, previous, next }: SharedKeys): SharedKeys {
  const kept = { current: receivedKey(current), previous: previous.map(receivedKey) }
  return next === undefined ? kept : { ...kept, next: receivedKey(next) }
}

/** `Buffer.from` also takes what `Buffer.toJSON` gives. */
function receivedKey({ id, key }: SharedKey): SharedKey {
  return { id, key: Buffer.from(key) }
}
