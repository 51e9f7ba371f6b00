/** How many resources of an answer passed the guard and how many it took out, for the metrics. */
export interface GuardCount {
  passed: number
  removed: number
}
