import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Door, openDoor, type Taker } from '../../src/workers/door.ts'

/** A worker that keeps what it is handed, by number, and takes it when a test says so. */
function createTaker() {
  const handed = new Map<number, { connection: Socket; failed(): void }>()
  let connected = true
  const taker: Taker = {
    isConnected: () => connected,
    take: (id, connection, failed) => void handed.set(id, { connection, failed }),
  }
  const ids = () => [...handed.keys()]
  return { taker, handed, ids, disconnect: () => (connected = false) }
}

let door: Door
let clients: Socket[]

beforeEach(async () => {
  door = await openDoor({ host: '127.0.0.1', port: 0 })
  clients = []
})
afterEach(async () => {
  for (const client of clients) client.destroy()
  await door.close()
})

/** Opens connections one after the other, each dealt before the next. */
async function open(count: number, dealt: () => number): Promise<void> {
  for (let opened = 0; opened < count; opened++) {
    const before = dealt()
    const client = connect({ host: '127.0.0.1', port: door.at.port })
    client.on('error', () => {})
    clients.push(client)
    await expect.poll(dealt).toBe(before + 1)
  }
}

test('connections are dealt in turn, and its copy is closed when a worker has taken one', async () => {
  const [one, two] = [createTaker(), createTaker()]
  door.join(one.taker)
  door.join(two.taker)
  await open(4, () => one.handed.size + two.handed.size)
  expect([one.ids(), two.ids()]).toEqual([
    [1, 3],
    [2, 4],
  ])
  door.taken(one.taker, 1)
  expect(one.handed.get(1)?.connection.destroyed).toBe(true)
  expect(one.handed.get(3)?.connection.destroyed).toBe(false)
})

test('a worker that does not take what it has been given is given no more while another one does', async () => {
  const [slow, quick] = [createTaker(), createTaker()]
  door.join(slow.taker)
  door.join(quick.taker)
  for (let opened = 0; opened < 5; opened++) {
    await open(1, () => slow.handed.size + quick.handed.size)
    const newest = quick.ids().at(-1)
    if (newest !== undefined) door.taken(quick.taker, newest)
  }
  expect(slow.handed.size).toBe(1)
  expect(quick.handed.size).toBe(4)
})

test('what a worker that is lost has not taken is dealt to the others', async () => {
  const [lost, other] = [createTaker(), createTaker()]
  door.join(lost.taker)
  await open(3, () => lost.handed.size)
  door.taken(lost.taker, 1)
  door.join(other.taker)
  door.lose(lost.taker)
  expect(other.ids()).toEqual([4, 5])
  expect([...other.handed.values()].map(({ connection }) => connection.destroyed)).toEqual([false, false])
})

test('so is what one that drains, and is lost, has not taken', async () => {
  const [drains, other] = [createTaker(), createTaker()]
  door.join(drains.taker)
  await open(2, () => drains.handed.size)
  door.part(drains.taker)
  door.join(other.taker)
  await open(1, () => other.handed.size)
  expect(drains.handed.size).toBe(2)
  door.taken(drains.taker, 1)
  door.lose(drains.taker)
  expect(other.ids()).toEqual([3, 4])
})

test('with nobody left connections are closed', async () => {
  const last = createTaker()
  door.join(last.taker)
  await open(2, () => last.handed.size)
  const closed = clients.map((client) => once(client.resume(), 'close'))
  last.disconnect()
  door.lose(last.taker)
  await Promise.all(closed)
  const late = connect({ host: '127.0.0.1', port: door.at.port })
  await once(late.resume(), 'close')
})

test('one that got lost on its way is dealt again when the worker has taken a later one', async () => {
  const taker = createTaker()
  door.join(taker.taker)
  await open(3, () => taker.handed.size)
  door.taken(taker.taker, 2)
  expect(taker.ids()).toEqual([1, 2, 3, 4])
  expect([...taker.handed.values()].map(({ connection }) => connection.destroyed)).toEqual([false, true, false, false])
  expect(taker.handed.get(4)?.connection).toBe(taker.handed.get(1)?.connection)
})

test('one that cannot be handed over is closed, once', async () => {
  const taker = createTaker()
  door.join(taker.taker)
  await open(1, () => taker.handed.size)
  const closed = once(clients[0]!.resume(), 'close')
  taker.handed.get(1)!.failed()
  await closed
  door.lose(taker.taker)
  expect(taker.ids()).toEqual([1])
})
