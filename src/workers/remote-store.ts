import type { Bar, OnStateChange, Store, StoreState } from '../store/store.ts'
import { createBorrower } from './borrower.ts'
import type { Spent } from './lender.ts'
import type { PrimaryChannel, SharedStore, StoreAnswer, StoreCall, StoreMethod } from './messages.ts'
import { receivedKeys } from './received-keys.ts'

export interface RemoteStoreOptions {
  readonly onStateChange?: OnStateChange | undefined
  /** Milliseconds that the primary has to answer. */
  readonly deadlineMs?: number
  /** Calls that may wait for their answer at a time. */
  readonly maxWaiting?: number
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number
}

type Waiting = (value: StoreAnswer['value'] | 'unavailable') => void

const DEADLINE_MS = 1000
const MAX_WAITING = 10_000

/**
 * The store of the primary process, from a worker. Calls of one turn of the event loop go in one message. A primary that
 * does not answer in time makes the store `down`: calls are then answered `unavailable` at once, until an answer comes,
 * be it a late one.
 */
export function createRemoteStore(channel: PrimaryChannel, options: RemoteStoreOptions = {}): Store {
  const { onStateChange, deadlineMs = DEADLINE_MS, maxWaiting = MAX_WAITING, now = () => performance.now() } = options
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<Parameters<Store['onBars']>[0]>()
  let bars: readonly Bar[] | 'unavailable' | undefined
  let unsent: StoreCall[] = []
  let spent: Spent[] = []
  let sending = false
  let lastId = 0
  let state: StoreState = 'up'

  function call<M extends StoreMethod>(
    method: M,
    ...args: Parameters<SharedStore[M]>
  ): Promise<Awaited<ReturnType<SharedStore[M]>> | 'unavailable'> {
    if (state === 'down' || waiting.size >= maxWaiting) return Promise.resolve('unavailable')
    return new Promise((resolve) => {
      lastId += 1
      const id = lastId
      // After a pause of this process the timer comes before the answers that have long arrived; look at those first.
      const deadline = setTimeout(() => setImmediate(giveUp, id), deadlineMs)
      waiting.set(id, (value) => {
        clearTimeout(deadline)
        // The answer to a call has the type that its method has.
        resolve(value as Awaited<ReturnType<SharedStore[M]>>)
      })
      unsent.push({ id, method, args })
      sendSoon()
    })
  }

  function settle(loans: readonly Spent[]): void {
    spent.push(...loans)
    sendSoon()
  }

  function sendSoon(): void {
    if (sending) return
    sending = true
    setImmediate(send)
  }

  function send(): void {
    sending = false
    channel.send({ kind: 'calls', calls: unsent, spent })
    unsent = []
    spent = []
  }

  function giveUp(id: number): void {
    if (!waiting.has(id)) return
    for (const settle of waiting.values()) settle('unavailable')
    waiting.clear()
    if (state === 'down') return
    state = 'down'
    onStateChange?.('down', 'TIMEOUT')
  }

  function receive(answers: readonly StoreAnswer[]): void {
    for (const { id, value } of answers) {
      waiting.get(id)?.(value)
      waiting.delete(id)
    }
    if (state === 'up') return
    state = 'up'
    onStateChange?.('up')
  }

  channel.onMessage((message) => {
    if (message.kind === 'answers') receive(message.answers)
    else if (message.kind === 'bars') {
      bars = message.bars
      for (const listener of listeners) listener(bars)
    }
  })

  return {
    takeTokens: createBorrower({ ask: (draws, wanted) => call('borrow', draws, wanted), settle, now }),
    once: (name, ttlMs, owner) => call('once', name, ttlMs, owner),
    enter: (name, max, leaseMs) => call('enter', name, max, leaseMs),
    async renew(place, leaseMs) {
      await call('renew', place, leaseMs)
    },
    async leave(place) {
      await call('leave', place)
    },
    bar: (bar) => call('bar', bar),
    unbar: (bar) => call('unbar', bar),
    bars: () => call('bars'),
    onBars(listener) {
      listeners.add(listener)
      if (bars !== undefined) listener(bars)
      else channel.send({ kind: 'watch-bars' })
      return () => void listeners.delete(listener)
    },
    async sealKeys(offers) {
      const keys = await call('sealKeys', offers)
      return keys === 'unavailable' ? keys : receivedKeys(keys)
    },
    state: () => state,
    async close() {},
  }
}
