import { isSample, type Round, type Sample } from './round.ts'

/** @returns NaN of no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that this share of them does not exceed. @returns NaN of no values */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Half the distance from the least to the greatest, as a share of the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values)
}

type Figure = 'rate' | 'cpu'

/** One figure of all rounds that count. */
export function figures(rounds: readonly Round[], figure: keyof Sample): readonly number[] {
  return rounds.filter(isSample).flatMap((each) => each[figure] ?? [])
}

/**
 * Median over the rounds of one server's figure divided by the other's in the same round, so that both met the same moment
 * of the machine. A round that is void for either is left out.
 * @returns undefined when none is left
 */
export function pairedRatio(own: readonly Round[], other: readonly Round[], figure: Figure): number | undefined {
  const ratios = own.flatMap((round, n) => {
    const against = other[n]
    return isSample(round) && isSample(against) ? [round[figure] / against[figure]] : []
  })
  return ratios.length === 0 ? undefined : median(ratios)
}

/** Seconds of processor time after which what is compiled while it runs may be warm. */
const WARM = 5

/**
 * Slices of one second each: the server has computed for a while, and the last three slices brought no processor time that
 * is better by more than 5 %.
 */
export function isSettled(slices: readonly Round[]): boolean {
  const cpu = figures(slices, 'cpu')
  const computed = slices.filter(isSample).reduce((sum, slice) => sum + (slice.rate * slice.cpu) / 1e6, 0)
  return computed >= WARM && cpu.length > 3 && Math.min(...cpu.slice(-3)) >= 0.95 * Math.min(...cpu.slice(0, -3))
}
