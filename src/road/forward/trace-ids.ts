import { randomFillSync } from 'node:crypto'

/** Bytes of randomness that are asked for at once: to ask for a few with every request costs a multiple. */
const POOL = 4096
const pool = Buffer.allocUnsafe(POOL)
let digits = ''
let used = 0

/** So many random hexadecimal digits, never the same twice. */
export function randomDigits(count: number): string {
  if (used + count > digits.length) {
    digits = randomFillSync(pool).toString('hex')
    used = 0
  }
  used += count
  return digits.slice(used - count, used)
}
