/** How many resources of an answer passed the guard and how many it took out, for the metrics. */
export interface GuardCount {
  passed: number
  removed: number
  /** Of those that passed: how many the policy redacted; absent while there is none. */
  redacted?: number
}

/** Counts a resource that leaves. */
export function countPassed(count: GuardCount, release: { readonly redacted: boolean } | undefined): void {
  count.passed++
  if (release?.redacted === true) count.redacted = (count.redacted ?? 0) + 1
}
