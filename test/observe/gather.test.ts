import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gather } from '../../src/observe/gather.ts'
import { createLog } from '../../src/observe/log.ts'
import { exchange, timing } from './fixtures.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function kept() {
  const writes: string[] = []
  const listeners: ((lines: string) => void)[] = []
  const flushed: number[] = []
  const target = gather({
    write: (text) => void writes.push(text),
    flushSync: () => void flushed.push(writes.length),
    on: (_event, listener) => listeners.push(listener),
  })
  return { writes, listeners, flushed, target }
}

test('lines that may wait are written together, after 100 ms at the latest', () => {
  const { writes, target } = kept()
  target.writeLater('a\n')
  vi.advanceTimersByTime(60)
  target.writeLater('b\n')
  expect(writes).toEqual([])
  vi.advanceTimersByTime(40)
  expect(writes).toEqual(['a\nb\n'])
  target.writeLater('c\n')
  vi.advanceTimersByTime(99)
  expect(writes).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(writes[1]).toBe('c\n')
})

test('a line that may not wait is written at once, behind those that waited', () => {
  const { writes, target } = kept()
  target.writeLater('a\n')
  target.write('b\n')
  expect(writes).toEqual(['a\nb\n'])
  vi.advanceTimersByTime(1000)
  expect(writes).toHaveLength(1)
})

test('what is gathered is bounded', () => {
  const { writes, target } = kept()
  for (let i = 0; i < 400; i++) target.writeLater(`${'x'.repeat(299)}\n`)
  expect(writes.length).toBeGreaterThan(2)
  expect(Math.max(...writes.map(({ length }) => length))).toBeLessThan(33_100)
})

test('a flush leaves nothing behind', () => {
  const { writes, flushed, target } = kept()
  target.writeLater('a\n')
  target.flushSync()
  expect(writes).toEqual(['a\n'])
  expect(flushed).toEqual([1])
})

test('access lines and decisions may wait, warnings and faults may not', () => {
  const { writes, target } = kept()
  const log = createLog({ level: 'info', format: 'json' }, target)
  log.access(exchange(), timing)
  log.decision({ effect: 'permit' })
  expect(writes).toEqual([])
  log.fault(new Error('no'))
  const messages = writes.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line).message)
  expect(messages).toEqual(['access', 'decision', 'fault'])
})

test('pretty lines wait as well', () => {
  const { writes, target } = kept()
  const log = createLog({ level: 'info', format: 'pretty' }, target)
  log.access(exchange(), timing)
  expect(writes).toEqual([])
  log.flush()
  expect(writes.join()).toMatch(/ info {2}access id=/)
})

test('each line of a write that found no room is lost', () => {
  const { listeners, target } = kept()
  let lost = 0
  createLog({ level: 'info', format: 'json' }, target).onLost(() => {
    lost += 1
  })
  for (const tell of listeners) tell('{"a":1}\n{"b":2}\n')
  expect(lost).toBe(2)
})

test('the line of a worker names it', () => {
  const { writes, target } = kept()
  const log = createLog({ level: 'info', format: 'json', worker: 3 }, target)
  log.access(exchange(), timing)
  log.info('here')
  const lines = writes.join('').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).worker)).toEqual([3, 3])
})
