import { createSealer, MAX_SEAL_LIFE_MS, newSealKey, type Sealer, type SealKey, type SealKeys } from './seal.ts'

/** A sealer whose keys are everybody's: what one replica has sealed, each of them opens. */
export interface SharedSealer extends Sealer {
  close(): void
}

/**
 * Asks for the shared keys, or says that they cannot be had now; it never rejects.
 * @param offers the key this replica seals with, to be shared where none is yet, and a new one for when it is time.
 */
export type ReadSealKeys = (offers: {
  readonly held: SealKey
  readonly fresh: SealKey
}) => Promise<SealKeys | 'unavailable'>

const REFRESH_MS = 60_000
/** While the keys cannot be had, and at most that often when tokens of unknown keys come in. */
const RETRY_MS = 1000

/**
 * Follows the shared keys in the background, so that sealing and opening never wait. Resolves when they were asked for
 * once; until they can be had it seals with a key of its own, later with the last that were seen. Keys that vanish from
 * the shared ones still open what was sealed with them.
 *
 * @param now milliseconds on a clock that never goes back.
 */
export async function openSharedSealer(read: ReadSealKeys, now: () => number): Promise<SharedSealer> {
  const vanished = new Map<string, { readonly key: SealKey; readonly until: number }>()
  let keys: SealKeys = { current: newSealKey(), previous: [] }
  let sealer = createSealer(keys, refreshSoon)
  let timer: NodeJS.Timeout | undefined
  let reading = false
  let readAt = 0
  let closed = false

  async function refresh(): Promise<void> {
    if (reading || closed) return
    reading = true
    clearTimeout(timer)
    const found = await read({ held: keys.current, fresh: newSealKey() })
    reading = false
    readAt = now()
    if (found !== 'unavailable') adopt(found)
    if (!closed) timer = setTimeout(refresh, found === 'unavailable' ? RETRY_MS : REFRESH_MS).unref()
  }

  function refreshSoon(): void {
    if (now() - readAt >= RETRY_MS) void refresh()
  }

  function adopt(found: SealKeys): void {
    const shared = new Set(allOf(found).map(({ id }) => id))
    for (const key of allOf(keys)) {
      if (!vanished.has(key.id)) vanished.set(key.id, { key, until: now() + MAX_SEAL_LIFE_MS })
    }
    for (const [id, { until }] of vanished) if (shared.has(id) || now() >= until) vanished.delete(id)
    keys = { ...found, previous: [...found.previous, ...[...vanished.values()].map(({ key }) => key)] }
    sealer = createSealer(keys, refreshSoon)
  }

  await refresh()
  return {
    seal: (...args) => sealer.seal(...args),
    open: (...args) => sealer.open(...args),
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

function allOf({ current, previous, next }: SealKeys): readonly SealKey[] {
  return next === undefined ? [current, ...previous] : [current, ...previous, next]
}
