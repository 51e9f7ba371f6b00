import { expect, test } from 'vitest'
import { campaign } from './engine/campaign.ts'
import { written } from './engine/corpus.ts'
import { TooSlow } from './engine/finding.ts'
import { all, chars, many, mostly, nested, one } from './engine/grammar.ts'
import type { Target } from './engine/target.ts'

/** Finds fault with an input when `isWrong` does. */
function faulty(isWrong: (text: string) => boolean, given: Partial<Target> = {}): Target {
  return {
    name: 'faulty',
    longest: 10_000,
    within: 1000,
    grammar: many(one('a', 'b', all('(', chars('xyz', 1, 3), ')')), 0, 6),
    words: ['needle'],
    read: (input) => input.toString('latin1'),
    check(_, text) {
      if (isWrong(text as string)) throw new Error(`wrong: ${text}`)
      return 'right'
    },
    ...given,
  }
}

test('the same seed makes the same runs, another seed others', async () => {
  const inputsOf = async (seed: number) => {
    const met: string[] = []
    await campaign(
      faulty((text) => met.push(text) < 0),
      { runs: 300, seed, seeds: [] },
    )
    return met
  }
  expect(await inputsOf(1)).toEqual(await inputsOf(1))
  expect(await inputsOf(2)).not.toEqual(await inputsOf(1))
})

test('a fault is found, ends the campaign, and is told by its shortest input', async () => {
  const { finding, runs } = await campaign(
    faulty((text) => text.includes('needle')),
    { runs: 10_000, seed: 1, seeds: [] },
  )
  expect(runs).toBeLessThan(10_000)
  expect(finding?.input.toString()).toBe('needle')
  expect(String(finding?.error)).toBe('Error: wrong: needle')
})

test('what throws is a finding, and so is what takes long', async () => {
  const thrown = new RangeError('no')
  const throwing = faulty(() => false, {
    read() {
      throw thrown
    },
  })
  expect((await campaign(throwing, { runs: 1, seed: 1, seeds: [] })).finding?.error).toBe(thrown)
  const slow = faulty(() => false, {
    within: 5,
    read(input) {
      for (const from = performance.now(); input.length > 5000 && performance.now() - from < 20; );
      return ''
    },
  })
  expect((await campaign(slow, { runs: 5000, seed: 1, seeds: [] })).finding?.error).toBeInstanceOf(TooSlow)
})

test('inputs of the corpus come first, and what leads to another outcome is kept', async () => {
  const seeds = ['one', 'two'].map((text) => Buffer.from(text))
  const byLength = faulty(() => false, { check: (input) => `${Math.min(input.length, 12)} bytes` })
  const { kept, outcomes } = await campaign(byLength, { runs: 500, seed: 1, seeds })
  expect(kept[0]).toBe(seeds[0])
  expect(outcomes.size).toBeGreaterThan(10)
  expect([...outcomes.values()].reduce((sum, each) => sum + each, 0)).toBe(500)
})

test('a grammar that names itself ends', async () => {
  const brackets = nested((self) => one(all('(', self, ')'), all(self, self), mostly('.', '!')), '-')
  const { kept } = await campaign(
    faulty(() => false, { grammar: brackets }),
    { runs: 200, seed: 1, seeds: [] },
  )
  expect(kept.length).toBeGreaterThan(0)
})

test('an input is written in visible ASCII, to the byte', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  expect(written(bytes)).toMatch(/^[\x20-\x7e]+$/)
  expect(Buffer.from(JSON.parse(written(bytes)), 'latin1')).toEqual(bytes)
})
