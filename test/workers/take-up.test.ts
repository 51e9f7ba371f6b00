import { expect, test } from 'vitest'
import type { Launch } from '../../src/workers/launched.ts'
import { crewOfFakes, running } from './fixtures/crew-of-fakes.ts'

test('all take up a change while they run', async () => {
  const { crew, launch, made } = await running(3)
  expect(await crew.takeUp(launch, [])).toBe(true)
  expect(made.map(({ committed, drained }) => [committed, drained])).toEqual([
    [1, false],
    [1, false],
    [1, false],
  ])
})

test('when none can take it up nothing has changed', async () => {
  const { crew, made, settle, pass } = await running()
  const other: Launch = () => {
    throw new Error('started with what was refused')
  }
  for (const worker of made) worker.follows = 'never'
  expect(await crew.takeUp(other, [])).toBe(false)
  expect(made.map(({ committed, drained }) => [committed, drained])).toEqual([
    [0, false],
    [0, false],
  ])
  made[0]!.end()
  await settle()
  await pass(1000)
  expect(made).toHaveLength(3)
})

test.each(['never', 'until told'] as const)('a worker that follows %s is replaced at once', async (follows) => {
  const { crew, launch, made, pending, settle } = await running()
  const slots: number[] = []
  const next: Launch = (slot, workers) => {
    slots.push(slot)
    return launch(slot, workers)
  }
  made[1]!.follows = follows
  expect(await crew.takeUp(next, [])).toBe(true)
  await settle()
  expect(made.map(({ slot, committed, drained }) => [slot, committed, drained])).toEqual([
    [1, 1, false],
    [2, 0, true],
    [2, 0, false],
  ])
  expect(slots).toEqual([2])
  expect(pending()).toEqual([])
})

test('a place that is empty meanwhile is filled with the change', async () => {
  const { crew, launch, made, settle, pass } = await running(1)
  made[0]!.end()
  await settle()
  const slots: number[] = []
  const next: Launch = (slot, workers) => {
    slots.push(slot)
    return launch(slot, workers)
  }
  expect(await crew.takeUp(next, [])).toBe(true)
  expect(slots).toEqual([])
  await pass(1000)
  expect(slots).toEqual([1])
})

test('a change waits until the workers have started', async () => {
  const { crew, launch, made, settle } = crewOfFakes()
  const started = crew.start(launch, 1)
  const taken = crew.takeUp(launch, [])
  await settle()
  expect(made.map(({ committed }) => committed)).toEqual([0])
  made[0]!.listen()
  await started
  expect(await taken).toBe(true)
  expect(made.map(({ committed }) => committed)).toEqual([1])
})
