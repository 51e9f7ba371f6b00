import { expect, test, vi } from 'vitest'
import { answerQuestions } from '../../src/workers/answer-questions.ts'
import type { ToPrimary, ToWorker } from '../../src/workers/messages.ts'
import { createQuestions } from '../../src/workers/questions.ts'

const LIMIT = 5000
const sources = [{ path: 'gatehouse.yaml', contents: { bytes: Buffer.from('a: 1') } }]

/** A primary and a worker joined by a channel that carries JSON, and what the worker did. */
function joined(load: unknown = { config: { version: 'new' } }) {
  const toPrimary: ((message: ToPrimary) => void)[] = []
  const toWorker: ((message: ToWorker) => void)[] = []
  const done: string[] = []
  const faults: unknown[] = []
  const carried = <T>(message: T): T => JSON.parse(JSON.stringify(message))
  const questions = createQuestions({
    send(message) {
      for (const listener of toWorker) listener(carried(message))
    },
    onMessage: (listener) => void toPrimary.push(listener),
  })
  const parts = {
    gate: {
      explain: async (posted: unknown) => ({ posted }),
      prepare: ({ version }: { version: string }) => {
        if (version === 'broken') throw new Error('cannot be compiled')
        return () => void done.push(version)
      },
    },
    metrics: { snapshot: async () => [] },
    log: { fault: (error: unknown) => void faults.push(error) },
    load: async () => ({ result: load, sources }),
  }
  answerQuestions(
    {
      send(message) {
        for (const listener of toPrimary) listener(carried(message))
      },
      onMessage: (listener) => void toWorker.push(listener),
    },
    parts as never,
  )
  return { ...questions, done, faults }
}

test('a change is made ready by one question and put in force by another', async () => {
  const { ask, done } = joined()
  const { id, reply } = await ask({ about: 'change', sources }, LIMIT)
  expect({ reply, done }).toEqual({ reply: true, done: [] })
  expect((await ask({ about: 'commit', change: id }, LIMIT)).reply).toBe(true)
  expect(done).toEqual(['new'])
  expect((await ask({ about: 'commit', change: id }, LIMIT)).reply).toBe(false)
  expect(done).toEqual(['new'])
})

test('a change that was overtaken is never put in force', async () => {
  const { ask, done } = joined()
  const first = await ask({ about: 'change', sources }, LIMIT)
  const second = await ask({ about: 'change', sources }, LIMIT)
  await ask({ about: 'commit', change: second.id }, LIMIT)
  expect((await ask({ about: 'commit', change: first.id }, LIMIT)).reply).toBe(false)
  expect(done).toEqual(['new'])
})

test('a configuration that is not valid cannot be taken up', async () => {
  const { ask, done } = joined({ problems: [{}] })
  const { id, reply } = await ask({ about: 'change', sources }, LIMIT)
  expect(reply).toBe(false)
  expect((await ask({ about: 'commit', change: id }, LIMIT)).reply).toBe(false)
  expect(done).toEqual([])
})

test('a fault of the worker is logged there and no reply here', async () => {
  const { ask, faults } = joined({ config: { version: 'broken' } })
  expect((await ask({ about: 'change', sources }, LIMIT)).reply).toBeUndefined()
  expect(faults).toHaveLength(1)
})

test('a posted request and metrics come back to who asked', async () => {
  const { ask } = joined()
  const both = await Promise.all([ask({ about: 'request', posted: { a: 1 } }, LIMIT), ask({ about: 'metrics' }, LIMIT)])
  expect(both.map(({ reply }) => reply)).toEqual([{ posted: { a: 1 } }, []])
})

test('who is silent is waited for no longer than the limit, and who has ended not at all', async () => {
  vi.useFakeTimers()
  const { ask, end } = createQuestions({ send() {}, onMessage() {} })
  const silent = ask({ about: 'metrics' }, LIMIT)
  vi.advanceTimersByTime(LIMIT)
  expect((await silent).reply).toBeUndefined()
  const cut = ask({ about: 'metrics' }, LIMIT)
  end()
  expect((await cut).reply).toBeUndefined()
  expect((await ask({ about: 'metrics' }, LIMIT)).reply).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
