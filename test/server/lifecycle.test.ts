import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { untilSignal } from '../../src/server/lifecycle.ts'

function processStub() {
  const exits: number[] = []
  return Object.assign(new EventEmitter(), { exits, exit: (code: number) => void exits.push(code) })
}
const lines: string[] = []
const log = createLog({ level: 'info', format: 'json' }, { write: (line) => lines.push(line) })

test.each([
  ['SIGTERM', true, 0],
  ['SIGINT', true, 0],
  ['SIGTERM', false, 0],
] as const)('%s with a drain that ends %s gives %i', async (signal, whole, code) => {
  const signals = processStub()
  const ended = untilSignal(signals, async () => whole, log)
  signals.emit(signal)
  expect(await ended).toBe(code)
  expect(signals.exits).toEqual([])
})

test('a failing close gives 1', async () => {
  const signals = processStub()
  const ended = untilSignal(signals, async () => Promise.reject(new Error('no')), log)
  signals.emit('SIGTERM')
  expect(await ended).toBe(1)
})

test('a second signal exits at once', () => {
  const signals = processStub()
  void untilSignal(signals, () => new Promise(() => {}), log)
  signals.emit('SIGTERM')
  expect(signals.exits).toEqual([])
  signals.emit('SIGINT')
  expect(signals.exits).toEqual([1])
})
