import type { Limit, Verdict } from '../store/gcra.ts'
import type { BucketDraw, Store, Taken } from '../store/store.ts'

/** Milliseconds for which a worker may spend what it has borrowed, from when it asked. */
export const LOAN_MS = 50
/** Milliseconds within which it has said what it spent, however busy it is; what it has not by then counts as spent. */
const SETTLE_MS = 5000
/** Of the tokens that are left, one loan takes no more than this part: with few left, each is asked for. */
const LENT_PART = 1 / 16

export interface Borrowed extends Taken {
  /** One per draw, as far as something was lent. */
  readonly loans: readonly (Loan | null)[]
}

export interface Loan {
  readonly id: number
  /** More than 0. */
  readonly tokens: number
}

/** What became of a loan. */
export interface Spent {
  readonly id: number
  readonly tokens: number
}

/** The store's buckets, for several processes that each take many tokens from the same. */
export interface Lender {
  /** Takes as the store does, and lends of each bucket up to as many tokens as are wanted beyond that. */
  borrow(draws: readonly BucketDraw[], wanted: readonly number[]): Borrowed | Promise<Borrowed | 'unavailable'>
  settle(spent: readonly Spent[]): void
}

interface Outstanding extends Loan {
  readonly key: string
  readonly limit: Limit
  readonly ends: number
}

/**
 * Tokens that are lent stay in their bucket, out of reach of all others, until their borrower says how many it spent; only
 * those are then taken. So no order of requests admits more than one bucket alone would.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function createLender({ takeTokens }: Pick<Store, 'takeTokens'>, now: () => number): Lender {
  /** In the order in which they end. */
  const loans = new Map<number, Outstanding>()
  const reserved = new Map<string, number>()
  let lastId = 0

  /** What is lent is no longer there for others, neither now nor as room that fills again. */
  function reach<D extends BucketDraw>(draw: D): D {
    const lent = reserved.get(draw.key)
    if (lent === undefined) return draw
    return { ...draw, limit: { rps: draw.limit.rps, burst: Math.max(1, draw.limit.burst - lent) } }
  }

  function lend({ key, limit }: BucketDraw, tokens: number): Loan | null {
    if (tokens < 1) return null
    lastId += 1
    loans.set(lastId, { id: lastId, key, limit, tokens, ends: now() + SETTLE_MS })
    reserved.set(key, (reserved.get(key) ?? 0) + tokens)
    return { id: lastId, tokens }
  }

  function end({ id, key, limit, tokens }: Outstanding, spent: number): void {
    loans.delete(id)
    const others = (reserved.get(key) ?? 0) - tokens
    if (others > 0) reserved.set(key, others)
    else reserved.delete(key)
    if (spent > 0) void takeTokens([reach({ key, limit, cost: spent, unconditional: true })])
  }

  function endOverdue(): void {
    const at = now()
    for (const loan of loans.values()) {
      if (loan.ends > at) return
      end(loan, loan.tokens)
    }
  }

  function lendOf(taken: Taken, draws: readonly BucketDraw[], wanted: readonly number[]): Borrowed {
    const { admitted } = taken
    const verdicts = taken.verdicts.map((verdict, i) => honest(verdict, draws[i]!))
    const loans = draws.map((draw, i) => {
      const most = Math.floor(verdicts[i]!.remaining * LENT_PART)
      return admitted ? lend(draw, Math.min(wanted[i]!, most)) : null
    })
    return { admitted, verdicts, loans }
  }

  return {
    borrow(draws, wanted) {
      endOverdue()
      const taken = takeTokens(draws.map(reach))
      // What a store says later may have changed until then.
      if (taken instanceof Promise)
        return taken.then((later) => (later === 'unavailable' ? later : { ...later, loans: [] }))
      return lendOf(taken, draws, wanted)
    },
    settle(spent) {
      for (const { id, tokens } of spent) {
        const loan = loans.get(id)
        if (loan !== undefined) end(loan, Math.min(tokens, loan.tokens))
      }
    },
  }
}

/** What is lent comes back: no cost is too high for a bucket because of it. */
function honest(verdict: Verdict, { cost, limit }: BucketDraw): Verdict {
  const isTooHigh = !verdict.admitted && verdict.retryAfterMs === 'never' && cost <= limit.burst
  return isTooHigh ? { ...verdict, retryAfterMs: LOAN_MS } : verdict
}
