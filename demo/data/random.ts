/** Numbers that are the same in every run. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number
  pick<T>(from: readonly T[]): T
}

/** A small generator with 32 bits of state (mulberry32); good enough for sample data, for nothing else. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number) => Math.floor(next() * below)
  return { whole, pick: (from) => from[whole(from.length)]! }
}
