/** Choices that a seed decides: the same seed, the same choices. */
export interface Random {
  /** A whole number from 0, below `end`. */
  below(end: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** One to `most` of them, each once. */
  some<Item>(items: readonly Item[], most?: number): Item[]
  /** The item, or undefined. */
  maybe<Item>(share: number, make: () => Item): Item | undefined
  shuffled<Item>(items: readonly Item[]): Item[]
}

/** mulberry32: small, and good enough to pick test cases. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (end: number) => Math.floor(next() * end)
  const shuffled = <Item>(items: readonly Item[]) =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item)
  return {
    below,
    shuffled,
    chance: (share) => next() < share,
    pick: (items) => items[below(items.length)]!,
    some: (items, most = 3) => shuffled(items).slice(0, 1 + below(Math.min(most, items.length))),
    maybe: (share, make) => (next() < share ? make() : undefined),
  }
}
