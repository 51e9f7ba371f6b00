const truth = Date.now
let skewed = 0
Date.now = () => truth() + skewed

/** What the time really is, milliseconds since the epoch. Issuers and tests go by it. */
export const trueTime = (): number => truth()

/** Sets this process's wall clock wrong. @param milliseconds by which it is ahead; negative: behind. */
export function skewClock(milliseconds: number): void {
  skewed = milliseconds
}
