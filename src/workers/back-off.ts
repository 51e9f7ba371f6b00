/** Milliseconds a worker must live for its end to count as the first one again. */
export const HEALTHY_MS = 60_000

const FIRST_MS = 1000
const MOST_MS = 30_000

/** Milliseconds to wait before a worker is replaced, after `failures` short-lived ones in a row (1 = the first). */
export function backOff(failures: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
}
