/** Bounds on what one search may hold, from `server.limits` of the configuration. */
export interface SearchLimits {
  readonly parameters: number
  readonly orValues: number
  readonly includes: number
  readonly chainDepth: number
}
