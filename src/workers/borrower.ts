import { interval, type Verdict } from '../store/gcra.ts'
import type { BucketDraw, Store, Taken } from '../store/store.ts'
import { type Borrowed, LOAN_MS, type Spent } from './lender.ts'

/** Tokens of one bucket in this many milliseconds, from which on some are borrowed in advance. */
const BUSY = 4

export interface BorrowerOptions {
  /** Takes from the buckets, and borrows of each as much as wanted. */
  ask(draws: readonly BucketDraw[], wanted: readonly number[]): Promise<Borrowed | 'unavailable'>
  /** Says what was spent of loans that are over. Called before the next `ask`, or soon. */
  settle(spent: readonly Spent[]): void
  /** Milliseconds on a clock that never goes back; any zero. */
  readonly now: () => number
}

/** A loan as long as it lasts. */
interface Held {
  readonly id: number
  readonly tokens: number
  readonly at: number
  /** What the bucket said when the loan was given. */
  readonly verdict: Verdict
  spent: number
}

/** What this process does with one bucket. */
interface Use {
  since: number
  /** Tokens since then, and in as long before. */
  drawn: number
  before: number
  asking: boolean
  held?: Held | undefined
}

/**
 * Takes tokens from buckets that are far away: from those that are used a lot, some are borrowed, to be spent here without
 * asking for each.
 */
export function createBorrower({ ask, settle, now }: BorrowerOptions): Store['takeTokens'] {
  const uses = new Map<string, Use>()
  let tidying = false

  function useOf({ key, cost }: BucketDraw, at: number): Use {
    const use = uses.get(key) ?? { since: at, drawn: 0, before: 0, asking: false }
    uses.set(key, use)
    const passed = at - use.since
    if (passed >= LOAN_MS) Object.assign(use, { since: at, drawn: 0, before: passed < 2 * LOAN_MS ? use.drawn : 0 })
    use.drawn += cost
    tidyLater()
    return use
  }

  /** Gives back what is over, so that others may have what is left of it. */
  function giveBack(use: Use): void {
    if (use.held !== undefined) settle([{ id: use.held.id, tokens: use.held.spent }])
    use.held = undefined
  }

  function tidyLater(): void {
    if (tidying) return
    tidying = true
    setTimeout(tidy, LOAN_MS).unref()
  }

  function tidy(): void {
    tidying = false
    const at = now()
    for (const [key, use] of uses) {
      if (use.held !== undefined && isOver(use.held, at)) giveBack(use)
      if (use.held === undefined && !use.asking && at - use.since >= 2 * LOAN_MS) uses.delete(key)
    }
    if (uses.size > 0) tidyLater()
  }

  async function takeThere(
    draws: readonly BucketDraw[],
    mine: readonly Use[],
    at: number,
  ): Promise<Taken | 'unavailable'> {
    const wanted = mine.map((use, i) => {
      const most = Math.max(use.before, use.drawn)
      if (draws[i]!.unconditional || use.asking || most < BUSY) return 0
      giveBack(use)
      use.asking = true
      return most
    })
    const borrowed = await ask(draws, wanted)
    mine.forEach((use, i) => {
      if (wanted[i]! > 0) use.asking = false
      const loan = borrowed === 'unavailable' ? undefined : borrowed.loans[i]
      // It began to run when it was asked for: the clock of the lender is not known here.
      if (loan) use.held = { ...loan, at, verdict: (borrowed as Borrowed).verdicts[i]!, spent: 0 }
    })
    return borrowed
  }

  return (draws) => {
    const at = now()
    const mine = draws.map((draw) => useOf(draw, at))
    if (!draws.every((draw, i) => covers(mine[i]!.held, draw, at))) return takeThere(draws, mine, at)
    return {
      admitted: true,
      verdicts: draws.map((draw, i) => {
        const held = mine[i]!.held!
        held.spent += draw.cost
        return verdictOf(held, draw, at)
      }),
    }
  }
}

function isOver({ at }: Held, now: number): boolean {
  return now - at >= LOAN_MS
}

/** A cost of 0 is admitted where one of 1 would be. */
function covers(held: Held | undefined, { cost, unconditional }: BucketDraw, now: number): boolean {
  if (held === undefined || unconditional || isOver(held, now)) return false
  return held.tokens - held.spent >= Math.max(cost, 1)
}

/** What the whole bucket has to say, as far as it is known here: what others have taken since is not. */
function verdictOf({ verdict, spent, at }: Held, { limit }: BucketDraw, now: number): Verdict {
  const [passed, each] = [(now - at) * 1000, interval(limit)]
  const remaining = Math.min(Math.floor(limit.burst), verdict.remaining - spent + Math.floor(passed / each))
  const resetMs = Math.max(0, verdict.resetMs + Math.ceil((spent * each - passed) / 1000))
  return { admitted: true, remaining, resetMs }
}
