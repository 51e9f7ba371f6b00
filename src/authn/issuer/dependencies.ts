import type { IssuerState } from '../authenticate.ts'

/** Something that readiness tells of. */
interface Dependency {
  readonly name: string
  readonly state: 'up' | 'down'
  readonly required: false
}

/** A clock that is this far off judges the times of tokens wrongly, whatever the skew. Milliseconds. */
const MAX_CLOCK_OFFSET = 120_000

/**
 * The issuers as readiness sees them: whether their keys can be had, and whether their clocks agree with ours. A clock that
 * is off makes the gateway degraded, not unready: one issuer, or a cache before it, must not be able to stop all traffic.
 */
export function issuerDependencies(states: readonly IssuerState[]): readonly Dependency[] {
  return states.flatMap(({ issuer, keys, clockOffset }): Dependency[] => [
    { name: `issuer ${issuer}`, state: keys === 'unavailable' ? 'down' : 'up', required: false },
    ...(clockOffset === undefined
      ? []
      : [{ name: `clock of ${issuer}`, state: isFarOff(clockOffset) ? 'down' : 'up', required: false } as const]),
  ])
}

function isFarOff(offset: number): boolean {
  return Math.abs(offset) > MAX_CLOCK_OFFSET
}
