import { expect, test } from 'vitest'
import { createNonces, NONCE_LIFE_MS } from '../../../src/authn/binding/proof-nonce.ts'
import { createSealer } from '../../../src/enforce/seal.ts'

const START = 1_900_000_000_000
const sealer = (fill = 7) => createSealer({ current: { id: 'k', key: Buffer.alloc(32, fill) }, previous: [] })

function noncesAt(start = START, sealing = sealer()) {
  let now = start
  const nonces = createNonces(sealing, () => now)
  const advance = (ms: number) => {
    now += ms
  }
  return { ...nonces, advance }
}

test('a nonce is offered for a minute, then another', () => {
  const { current, advance } = noncesAt()
  const first = current()
  advance(59_999)
  expect(current()).toBe(first)
  advance(1)
  expect(current()).not.toBe(first)
})

test('it is taken by every replica for longer, and then no more', () => {
  const [one, two] = [noncesAt(), noncesAt()]
  const nonce = one.current() as string
  two.advance(NONCE_LIFE_MS - 1)
  expect(two.accepts(nonce)).toBe(true)
  two.advance(1)
  expect(two.accepts(nonce)).toBe(false)
})

test('a clock that is set back gives a new nonce, not one for the future', () => {
  const { current, advance } = noncesAt()
  const first = current()
  advance(-86_400_000)
  expect(current()).not.toBe(first)
})

test.each([
  ['', undefined],
  ['of another key', noncesAt(START, sealer(8)).current()],
  ['sealed for another purpose', sealer().seal({}, ['page'], START + 1000)],
  ['edited', `${noncesAt().current()?.slice(0, -1)}~`],
  ['huge', 'A'.repeat(100_000)],
])('what was not given out is not taken: %s', (text, nonce) => {
  expect(noncesAt().accepts(nonce ?? text)).toBe(false)
})

test('it can stand in a header (RFC 9449 §8.1)', () => {
  expect(noncesAt().current()).toMatch(/^[A-Za-z0-9_-]{40,200}$/)
})
