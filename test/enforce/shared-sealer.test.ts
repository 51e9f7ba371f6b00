import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSealer, MAX_SEAL_LIFE_MS, newSealKey, type SealKey, type SealKeys } from '../../src/enforce/seal.ts'
import { openSharedSealer, type ReadSealKeys, type SharedSealer } from '../../src/enforce/shared-sealer.ts'

const MINUTE = 60_000
const caller = ['issuer', 'client', 'subject']
const [a, b, c] = [newSealKey(), newSealKey(), newSealKey()]
const FAR = Number.MAX_SAFE_INTEGER
const sealedBy = (key: SealKey) => createSealer({ current: key, previous: [] }).seal({ n: 1 }, caller, FAR)!

let shared: SealKeys | 'unavailable'
let sealer: SharedSealer
const read = vi.fn<ReadSealKeys>(async () => shared)

beforeEach(() => {
  vi.useFakeTimers()
  read.mockClear()
})
afterEach(() => {
  sealer.close()
  vi.useRealTimers()
})

async function open(found: typeof shared) {
  shared = found
  sealer = await openSharedSealer(read, () => Date.now())
}
const opens = (token: string) => sealer.open(token, caller, 0) !== undefined

test('what one replica seals the other opens', async () => {
  await open({ current: a, previous: [] })
  const other = await openSharedSealer(read, () => Date.now())
  expect(other.open(sealer.seal({ n: 1 }, caller, FAR)!, caller, 0)).toEqual({ n: 1 })
  other.close()
})

test('a key opens before it is used, while it is, and after', async () => {
  await open({ current: a, previous: [], next: b })
  const early = sealedBy(b)
  expect(opens(early)).toBe(true)
  shared = { current: b, previous: [a] }
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect([opens(sealedBy(a)), opens(early)]).toEqual([true, true])
  expect(createSealer({ current: b, previous: [] }).open(sealer.seal({}, caller, FAR)!, caller, 0)).toEqual({})
})

test('the keys are read once a minute, and not after the end', async () => {
  await open({ current: a, previous: [] })
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(read).toHaveBeenCalledTimes(11)
  sealer.close()
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(read).toHaveBeenCalledTimes(11)
})

test('until the keys can be had it seals with its own, offers that, and keeps it as long as its seals', async () => {
  await open('unavailable')
  const own = sealer.seal({ n: 1 }, caller, FAR)!
  expect(opens(own)).toBe(true)
  shared = { current: a, previous: [] }
  await vi.advanceTimersByTimeAsync(1000)
  expect(read.mock.calls[1]![0].held).toEqual(read.mock.calls[0]![0].held)
  expect([opens(own), opens(sealedBy(a))]).toEqual([true, true])
  await vi.advanceTimersByTimeAsync(MAX_SEAL_LIFE_MS - MINUTE)
  expect(opens(own)).toBe(true)
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect([opens(own), opens(sealedBy(a))]).toEqual([false, true])
})

test('while the keys cannot be had the last ones go on, and are sought each second', async () => {
  await open({ current: a, previous: [b] })
  shared = 'unavailable'
  await vi.advanceTimersByTimeAsync(MINUTE + 10_000)
  expect(read).toHaveBeenCalledTimes(12)
  expect([opens(sealedBy(a)), opens(sealedBy(b))]).toEqual([true, true])
  expect(createSealer({ current: a, previous: [] }).open(sealer.seal({}, caller, FAR)!, caller, 0)).toEqual({})
})

test('an unknown key is looked for at once, but not for each token', async () => {
  await open({ current: a, previous: [] })
  await vi.advanceTimersByTimeAsync(2000)
  shared = { current: c, previous: [a] }
  const token = sealedBy(c)
  for (let i = 0; i < 1000; i++) expect(opens(token)).toBe(false)
  await vi.advanceTimersByTimeAsync(0)
  expect(opens(token)).toBe(true)
  for (let i = 0; i < 1000; i++) opens(sealedBy(b))
  await vi.advanceTimersByTimeAsync(999)
  expect(read).toHaveBeenCalledTimes(2)
})

test.each(['', 'x', 'A'.repeat(100), sealedBy(a).slice(0, 20)])(
  'what is no token looks for nothing: %j',
  async (text) => {
    await open({ current: a, previous: [] })
    await vi.advanceTimersByTimeAsync(2000)
    expect(opens(text)).toBe(false)
    await vi.advanceTimersByTimeAsync(0)
    expect(read).toHaveBeenCalledTimes(1)
  },
)

test('what is closed while it reads does not read again', async () => {
  await open({ current: a, previous: [] })
  const calls = read.mock.calls.length
  let answer = (_: typeof shared) => {}
  read.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(read.mock.calls.length).toBe(calls + 1)
  sealer.close()
  answer({ current: b, previous: [] })
  await vi.advanceTimersByTimeAsync(60 * MINUTE)
  expect(read.mock.calls.length).toBe(calls + 1)
})
