import type { Grammar } from './grammar.ts'

/** One reader of what clients, servers or operators write, and what must hold of whatever it is given. */
export interface Target<Outcome = unknown> {
  readonly name: string
  /** Bytes of the largest input that the gateway would hand to it. */
  readonly longest: number
  /** Milliseconds that it may take, whatever it is given: far more than it does take, far less than if it were quadratic. */
  readonly within: number
  /** What it is meant to read, right and a little wrong. */
  readonly grammar: Grammar
  /** Pieces that mean something to it, beside those that stand in its source. */
  readonly words?: readonly string[]
  /** Its share of the runs; default 4. */
  readonly weight?: number
  /** What is fuzzed, and nothing else: it is this that is timed and whose branches count. */
  read(input: Buffer): Outcome | Promise<Outcome>
  /**
   * Throws when something does not hold of an outcome.
   * @returns what kind of outcome it is, in a word or two: a new kind makes an input worth keeping
   */
  check(input: Buffer, outcome: Outcome): string | Promise<string>
}

/** Lets targets of any outcome stand in one list. */
export function target<Outcome>(of: Target<Outcome>): Target {
  return of as unknown as Target
}
