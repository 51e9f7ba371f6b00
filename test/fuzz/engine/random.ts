/** Numbers that come again with the same seed (xorshift, 32 bits). */
export interface Random {
  /** An integer from 0 up to, but without, `bound`. */
  below(bound: number): number
  /** True once in `times`. */
  once(times: number): boolean
  pick<T>(from: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1

  function next(): number {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let warm = 0; warm < 16; warm++) next()
  const below = (bound: number) => next() % bound
  return {
    below,
    once: (times) => below(times) === 0,
    pick: (from) => from[below(from.length)]!,
  }
}
