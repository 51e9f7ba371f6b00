import { inspect } from 'node:util'

const HIDDEN = '***'

/** A value that must never be printed. Every ordinary way of turning it into text gives `***`; only `reveal` gives the value. */
export interface Secret {
  reveal(): string
  toString(): string
  toJSON(): string
  [inspect.custom](): string
}

/**
 * Wraps `value` so that string conversion, JSON and `util.inspect` (also with `customInspect: false`) cannot show it:
 * the value lives in the closure alone, not in a property.
 */
export function createSecret(value: string): Secret {
  const hidden = () => HIDDEN
  return Object.freeze({ reveal: () => value, toString: hidden, toJSON: hidden, [inspect.custom]: hidden })
}
