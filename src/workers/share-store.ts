import { type SharedStore, type StoreAnswer, type StoreCall, storeMethods, type WorkerChannel } from './messages.ts'
import { receivedOffers } from './received-keys.ts'

/** Answers a worker's calls from the primary's store, and tells it of bars once it asks. Returns what ends it. */
export function shareStore(store: SharedStore, channel: WorkerChannel): () => void {
  let unwatch: (() => void) | undefined
  channel.onMessage(async (message) => {
    if (message.kind === 'calls') {
      store.settle(message.spent)
      if (message.calls.length === 0) return
      const answers = await Promise.all(message.calls.map((call) => answer(store, call)))
      channel.send({ kind: 'answers', answers })
    } else if (message.kind === 'watch-bars') {
      unwatch ??= store.onBars((bars) => channel.send({ kind: 'bars', bars }))
    }
  })
  return () => unwatch?.()
}

async function answer(store: SharedStore, { id, method, args }: StoreCall): Promise<StoreAnswer> {
  if (!storeMethods.includes(method)) return { id, value: 'unavailable' }
  if (method === 'sealKeys') {
    const [offers] = args as Parameters<SharedStore['sealKeys']>
    return { id, value: await store.sealKeys(receivedOffers(offers)) }
  }
  // The arguments are those of the method: both were written together in `remote-store.ts`.
  const ask = store[method] as (...args: StoreCall['args']) => Promise<StoreAnswer['value']>
  return { id, value: await ask(...args) }
}
