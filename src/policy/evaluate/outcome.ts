/**
 * What a test may come to, as a set: it holds, it does not, or it cannot be told (an attribute is absent, or of a kind
 * that cannot be compared). A set of several is pending: only the resource decides among them.
 * Joined as in Kleene's logic of three values, member by member.
 */
export type Outcome = number

export const TRUE: Outcome = 1
export const FALSE: Outcome = 2
export const UNKNOWN: Outcome = 4
/** Any of the three. */
export const PENDING: Outcome = TRUE | FALSE | UNKNOWN
/** Can be told of every resource. */
export const EITHER: Outcome = TRUE | FALSE

export function outcomeOf(holds: boolean): Outcome {
  return holds ? TRUE : FALSE
}

export function isSettled(outcome: Outcome): boolean {
  return outcome === TRUE || outcome === FALSE || outcome === UNKNOWN
}

export function both(a: Outcome, b: Outcome): Outcome {
  const fails = (a | b) & FALSE
  const holds = a & b & TRUE
  const open = TRUE | UNKNOWN
  return fails | holds | ((a & UNKNOWN && b & open) || (b & UNKNOWN && a & open) ? UNKNOWN : 0)
}

export function negated(a: Outcome): Outcome {
  return (a & UNKNOWN) | (a & TRUE ? FALSE : 0) | (a & FALSE ? TRUE : 0)
}

export function either(a: Outcome, b: Outcome): Outcome {
  return negated(both(negated(a), negated(b)))
}
