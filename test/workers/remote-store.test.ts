import { expect, test, vi } from 'vitest'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import type { Bar, Store } from '../../src/store/store.ts'
import { createLender } from '../../src/workers/lender.ts'
import type { ToPrimary, ToWorker } from '../../src/workers/messages.ts'
import { createRemoteStore } from '../../src/workers/remote-store.ts'
import { shareStore } from '../../src/workers/share-store.ts'

/** Both ends of a channel that carries JSON; messages pass at once while it is open, else they wait. */
function channel() {
  const atPrimary: ((message: ToPrimary) => void)[] = []
  const atWorker: ((message: ToWorker) => void)[] = []
  const held: ToPrimary[] = []
  const sent: ToPrimary[] = []
  let frozen = false
  return {
    sent,
    freeze: () => (frozen = true),
    thaw() {
      frozen = false
      for (const message of held.splice(0)) for (const listener of atPrimary) listener(message)
    },
    worker: {
      send(message: ToPrimary) {
        sent.push(JSON.parse(JSON.stringify(message)))
        if (frozen) held.push(sent.at(-1)!)
        else for (const listener of atPrimary) listener(sent.at(-1)!)
      },
      onMessage: (listener: (message: ToWorker) => void) => void atWorker.push(listener),
    },
    primary: {
      send: (message: ToWorker) => {
        for (const listener of atWorker) listener(JSON.parse(JSON.stringify(message)))
      },
      onMessage: (listener: (message: ToPrimary) => void) => void atPrimary.push(listener),
    },
  }
}

const shared = (store: Store) => ({ ...store, ...createLender(store, () => 0) })

function pair(options = {}) {
  const between = channel()
  const store = createMemoryStore({ now: () => 0 })
  const stop = shareStore(shared(store), between.primary)
  return { between, store, stop, remote: createRemoteStore(between.worker, options) }
}

const draw = { key: 'k', limit: { rps: 1, burst: 2 }, cost: 1 }
const bar: Bar = { kind: 'client', value: 'app', until: Date.now() + 3_600_000 }

test('every method answers what the store of the primary answers', async () => {
  const { remote } = pair()
  expect(await remote.takeTokens([draw])).toMatchObject({ admitted: true })
  expect(await remote.takeTokens([draw])).toMatchObject({ admitted: true })
  expect(await remote.takeTokens([draw])).toMatchObject({ admitted: false })
  expect([await remote.once('proof', 1000, 'owner'), await remote.once('proof', 1000, 'owner')]).toEqual([true, false])
  const place = await remote.enter('seat', 1, 1000)
  expect(place).toMatchObject({ name: 'seat' })
  expect(await remote.enter('seat', 1, 1000)).toBe('full')
  await remote.renew(place as Exclude<typeof place, string>, 1000)
  await remote.leave(place as Exclude<typeof place, string>)
  expect(await remote.enter('seat', 1, 1000)).toMatchObject({ name: 'seat' })
  expect(await remote.bar(bar)).toBe('done')
  expect(await remote.bars()).toEqual([bar])
  expect(await remote.unbar(bar)).toBe('done')
  expect(await remote.bars()).toEqual([])
  const key = { id: 'a', key: Buffer.alloc(32, 1) }
  expect(await remote.sealKeys({ held: key, fresh: { id: 'b', key: Buffer.alloc(32, 2) } })).toMatchObject({
    current: key,
  })
})

test('calls of one turn go in one message', async () => {
  const { remote, between } = pair()
  await Promise.all([remote.once('a', 1, 'owner'), remote.once('b', 1, 'owner'), remote.once('c', 1, 'owner')])
  expect(between.sent).toHaveLength(1)
})

test('bars are told when they change, until nobody listens', async () => {
  const { remote, store, stop } = pair()
  const heard = vi.fn()
  const end = remote.onBars(heard)
  await store.bar(bar)
  await expect.poll(() => heard.mock.lastCall?.[0]).toEqual([bar])
  end()
  heard.mockClear()
  await store.unbar(bar)
  expect(heard).not.toHaveBeenCalled()
  stop()
})

test('a primary that hangs makes it down at once for all, and a late answer brings it back', async () => {
  const states: string[] = []
  const { remote, between } = pair({
    deadlineMs: 20,
    onStateChange: (...change: string[]) => states.push(change.join(' ')),
  })
  between.freeze()
  const waiting = [remote.once('a', 1, 'owner'), remote.takeTokens([draw])]
  expect(await Promise.all(waiting)).toEqual(['unavailable', 'unavailable'])
  expect([remote.state(), ...states]).toEqual(['down', 'down TIMEOUT'])
  expect(await remote.once('b', 1, 'owner')).toBe('unavailable')
  expect(between.sent).toHaveLength(1)
  between.thaw()
  await expect.poll(() => remote.state()).toBe('up')
  expect(states).toEqual(['down TIMEOUT', 'up'])
  expect(await remote.once('c', 1, 'owner')).toBe(true)
})

test('no more calls wait than may', async () => {
  const { remote, between } = pair({ maxWaiting: 2 })
  between.freeze()
  const first = [remote.once('a', 1, 'owner'), remote.once('b', 1, 'owner')]
  expect(await remote.once('c', 1, 'owner')).toBe('unavailable')
  expect(remote.state()).toBe('up')
  await new Promise(setImmediate)
  between.thaw()
  expect(await Promise.all(first)).toEqual([true, true])
})

test('a method that is none of the store is not called', async () => {
  const between = channel()
  const store = { ...createMemoryStore({ now: () => 0 }), close: vi.fn() }
  shareStore(shared(store), between.primary)
  const heard: ToWorker[] = []
  between.worker.onMessage((message) => heard.push(message))
  between.worker.send({ kind: 'calls', calls: [{ id: 1, method: 'close' as 'bars', args: [] }], spent: [] })
  await expect.poll(() => heard).toEqual([{ kind: 'answers', answers: [{ id: 1, value: 'unavailable' }] }])
  expect(store.close).not.toHaveBeenCalled()
})
