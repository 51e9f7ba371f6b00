import type { Exchange } from '../exchange.ts'

/** Cuts label values down to a closed set: what is not in it counts as `other`, so that no caller can create series. */
export function closedSet(known: Iterable<string>): (value: string | undefined) => string {
  const set = new Set(known)
  return (value) => (value === undefined ? 'none' : set.has(value) ? value : 'other')
}

/** Names and values as prom-client takes them. */
export function labelsOf(names: readonly string[], values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]))
}

/** The `decision` label: the decision's effect, or how the road ended before there was one. */
export function decisionLabel(exchange: Exchange): string {
  if (exchange.outcome === 'failed' || exchange.outcome === 'aborted') return exchange.outcome
  return exchange.decision?.effect ?? exchange.outcome
}
