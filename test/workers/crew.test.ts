import { expect, test } from 'vitest'
import { backOff, HEALTHY_MS } from '../../src/workers/back-off.ts'
import type { Started } from '../../src/workers/launched.ts'
import { crewOfFakes, running } from './fixtures/crew-of-fakes.ts'

test.each([
  [0, 1000],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [5, 16_000],
  [6, 30_000],
  [60, 30_000],
])('after %i failures in a row %i ms pass', (failures, ms) => expect(backOff(failures)).toBe(ms))

test('it has started when all listen', async () => {
  const { crew, launch, made, settle } = crewOfFakes()
  let outcome: Started | undefined
  void crew.start(launch, 2).then((started) => (outcome = started))
  made[0]!.listen()
  await settle()
  expect(outcome).toBeUndefined()
  made[1]!.listen()
  await settle()
  expect(outcome).toEqual({ url: 'http://1' })
  expect(made.map(({ slot, workers }) => [slot, workers])).toEqual([
    [1, 2],
    [2, 2],
  ])
})

test('a worker that says it cannot start ends the start at once, and leaves none behind', async () => {
  const { crew, launch, made } = crewOfFakes()
  const started = crew.start(launch, 2)
  made[0]!.listen()
  made[1]!.fail('EADDRINUSE', true)
  expect(await started).toEqual({ failed: 'EADDRINUSE', final: true })
  expect(made.map(({ drained }) => drained)).toEqual([true, true])
})

test('a worker that dies three times before it listens ends the start', async () => {
  const { crew, launch, made, pass, settle, pending } = crewOfFakes()
  const started = crew.start(launch, 1)
  made[0]!.end()
  await settle()
  expect(pending()).toEqual([1000])
  await pass(1000)
  made[1]!.end()
  await settle()
  expect(pending()).toEqual([2000])
  await pass(2000)
  made[2]!.end()
  expect(await started).toEqual({ failed: 'SIGKILL', final: false })
  expect(made).toHaveLength(3)
})

test('who dies again and again is replaced ever later, and soon again after a healthy minute', async () => {
  const { made, pass, settle, pending } = await running(1)
  for (const ms of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    made.at(-1)!.end()
    await settle()
    expect(pending()).toEqual([ms])
    await pass(ms)
  }
  await pass(HEALTHY_MS)
  made.at(-1)!.end()
  await settle()
  expect(pending()).toEqual([1000])
})

test('successors take over only when all of them listen', async () => {
  const { crew, launch, made, settle } = await running()
  const replaced = crew.replace(launch, 3)
  await settle()
  const [one, two, ...successors] = made
  successors[0]!.listen()
  successors[1]!.listen()
  await settle()
  expect([one!.drained, two!.drained]).toEqual([false, false])
  successors[2]!.listen()
  expect(await replaced).toEqual({ url: 'http://1' })
  expect(made.map(({ drained }) => drained)).toEqual([true, true, false, false, false])
  expect(crew.count()).toBe(3)
})

test('one successor that fails leaves everything as it was', async () => {
  const { crew, launch, made, pending, settle } = await running()
  const replaced = crew.replace(launch, 2)
  await settle()
  made[2]!.listen()
  made[3]!.fail('CONFIGURATION', true)
  expect(await replaced).toEqual({ failed: 'CONFIGURATION', final: true })
  await settle()
  expect(made.map(({ drained }) => drained)).toEqual([false, false, true, true])
  expect(pending()).toEqual([])
})

test('a place that waits for its worker is filled by the successor alone', async () => {
  const { crew, launch, made, settle, pending } = await running(1)
  made[0]!.end()
  await settle()
  expect(pending()).toEqual([1000])
  const replaced = crew.replace(launch, 1)
  await settle()
  made[1]!.listen()
  await replaced
  expect(pending()).toEqual([])
  expect(made).toHaveLength(2)
})

test('stopping drains all, replaces none, and says whether answers were cut', async () => {
  const { crew, made, settle, pending } = await running()
  expect(await crew.stop()).toBe(true)
  await settle()
  expect(made.map(({ drained }) => drained)).toEqual([true, true])
  expect(pending()).toEqual([])
})

test('stopping during a replacement ends old and new', async () => {
  const { crew, launch, made, settle } = await running()
  const replaced = crew.replace(launch, 2)
  await settle()
  await crew.stop()
  expect(await replaced).toMatchObject({ failed: expect.anything() })
  expect(made.map(({ drained }) => drained)).toEqual([true, true, true, true])
})

test('a lost worker is told once, with its place and how it ended', async () => {
  const { made, said, settle } = await running()
  made[1]!.end('exit 1')
  await settle()
  expect(said).toEqual([['worker lost, to be replaced', { worker: 2, code: 'exit 1', ms: 1000 }]])
})
