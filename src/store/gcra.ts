/**
 * The generic cell rate algorithm (ITU-T I.371) as arithmetic on one number per bucket: the theoretical arrival time
 * (`tat`), the moment at which the bucket is full again.
 *
 * INVARIANT: every time is a whole number of microseconds. Milliseconds since 1970 with a fraction lose digits in a
 * double, and then the third of three permitted requests is refused; whole microseconds stay exact until 2255, here
 * and in the Redis script (`src/store/redis/take-tokens-script.ts`), which does the same sums.
 */

/** `rps` tokens a second (may be a fraction, up to 10,000 within 1 %), and at most `burst` (≥ 1) of them saved up. */
export interface Limit {
  readonly rps: number
  readonly burst: number
}

export interface Draw {
  readonly limit: Limit
  /** Tokens to take, a whole number. 0 only looks: it is admitted where a cost of 1 would be, and takes nothing. */
  readonly cost: number
  /** Never refused: takes what is there, down to an empty bucket. For what has already happened. */
  readonly unconditional?: true
}

export type Verdict = { readonly remaining: number; readonly resetMs: number } & (
  | { readonly admitted: true }
  /** `never`: the cost is more than the bucket can ever hold. */
  | { readonly admitted: false; readonly retryAfterMs: number | 'never' }
)

/** Microseconds between two tokens, rounded up, so that rounding never admits more than the limit says. */
export function interval(limit: Limit): number {
  return Math.ceil(1_000_000 / limit.rps)
}

/** Microseconds that an empty bucket needs to fill. */
function capacity(limit: Limit): number {
  return limit.burst * interval(limit)
}

/** A `tat` beyond the capacity comes from a clock that was set back or a limit that was lowered; it must not lock anyone out. */
function clamp(limit: Limit, tat: number | undefined, now: number): number {
  return Math.min(Math.max(tat ?? now, now), now + capacity(limit))
}

/** How far the bucket is short of the draw, in microseconds; 0 or less: it fits. */
function shortage(draw: Draw, tat: number, now: number): number {
  return tat + Math.max(draw.cost, 1) * interval(draw.limit) - (now + capacity(draw.limit))
}

function fits(draw: Draw, tat: number, now: number): boolean {
  return draw.unconditional === true || shortage(draw, tat, now) <= 0
}

function pay(draw: Draw, tat: number, now: number): number {
  return Math.min(tat + draw.cost * interval(draw.limit), now + capacity(draw.limit))
}

/**
 * Takes from all buckets or from none: a refusal costs nothing anywhere.
 * @param tats the stored `tat` of each draw's bucket; undefined: a full bucket
 * @param now microseconds on the clock of the `tats`
 * @returns the `tats` to store (and, when refused, those that stand)
 */
export function takeAll(draws: readonly Draw[], tats: readonly (number | undefined)[], now: number) {
  const before = draws.map((draw, i) => clamp(draw.limit, tats[i], now))
  const admitted = draws.every((draw, i) => fits(draw, before[i]!, now))
  return { admitted, tats: admitted ? draws.map((draw, i) => pay(draw, before[i]!, now)) : before }
}

/** What one bucket has to say after `takeAll` or the Redis script gave its `tat`. */
export function verdict(draw: Draw, tat: number, now: number, allAdmitted: boolean): Verdict {
  const remaining = Math.floor((now + capacity(draw.limit) - tat) / interval(draw.limit))
  const resetMs = Math.ceil((tat - now) / 1000)
  if (allAdmitted || fits(draw, tat, now)) return { admitted: true, remaining, resetMs }
  const retryAfterMs = draw.cost > draw.limit.burst ? 'never' : Math.ceil(shortage(draw, tat, now) / 1000)
  return { admitted: false, remaining, resetMs, retryAfterMs }
}
