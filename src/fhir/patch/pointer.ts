/** A JSON Pointer, its steps unescaped (RFC 6901 §4). */
export type Pointer = readonly string[]

/** An array index: no sign, no leading zero (RFC 6901 §4). More digits than these index nothing. */
const INDEX = /^(?:0|[1-9]\d{0,14})$/
const STEP = /^(?:[^~]|~[01])*$/

/** No document is nested more deeply. */
const MAX_STEPS = 1000

/**
 * Reads a pointer (RFC 6901 §3). Undefined when it is not one: no leading slash, or `~` before anything but 0 and 1.
 * Nor when it has more than 1000 steps, which lead nowhere.
 */
export function readPointer(text: string): Pointer | undefined {
  if (text === '') return []
  if (text[0] !== '/') return undefined
  const steps = text.slice(1).split('/', MAX_STEPS + 1)
  if (steps.length > MAX_STEPS || !steps.every((step) => STEP.test(step))) return undefined
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The item a step stands for in an array of `length`; undefined when there is none. */
export function indexIn(length: number, step: string): number | undefined {
  const index = INDEX.test(step) ? Number(step) : length
  return index < length ? index : undefined
}

/** Whether `outer` is a place above `inner`. */
export function isAbove(outer: Pointer, inner: Pointer): boolean {
  return outer.length < inner.length && outer.every((step, index) => step === inner[index])
}

export function isSamePlace(a: Pointer, b: Pointer): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index])
}
