import { isObject } from '../resource.ts'
import { splitEscaped, withoutEscapes } from './escapes.ts'
import { type Range, readPrefix, stands } from './prefixes.ts'

const NUMBER = /^[+-]?\d+(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** `5.4` covers 5.35 up to 5.45: half a unit of its last digit each way (search.html#number). */
function askedRange(text: string, approximate: boolean): Range | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const value = Number(text)
  const half = 0.5 * 10 ** (Number(match[2] ?? 0) - (match[1]?.length ?? 0))
  const margin = approximate ? Math.max(half, Math.abs(value) * 0.1) : half
  return { start: value - margin, end: value + margin }
}

/** A found number is a point: orderings compare it with the number asked for, equality with its range. */
function compares(found: number, sought: string): boolean {
  const [prefix, text] = readPrefix(sought)
  const asked = askedRange(text, prefix === 'ap')
  if (!asked) return false
  if (prefix === 'eq' || prefix === 'ap') return asked.start <= found && found < asked.end
  if (prefix === 'ne') return found < asked.start || asked.end <= found
  const point = Number(text)
  if (prefix === 'ge') return found >= point
  if (prefix === 'le') return found <= point
  return stands({ start: found, end: found }, prefix, { start: point, end: point })
}

export function isNumberValue(sought: string): boolean {
  return NUMBER.test(readPrefix(sought)[1])
}

export function matchesNumber(value: unknown, sought: string): boolean {
  if (isObject(value))
    return [value.low, value.high].some((bound) => isObject(bound) && matchesNumber(bound.value, sought))
  return typeof value === 'number' && compares(value, sought)
}

/** `[prefix]number`, or `number|system|code`, where the code may also be the printed unit (search.html#quantity). */
export function matchesQuantity(value: unknown, sought: string): boolean {
  if (!isObject(value)) return false
  if (isObject(value.low) || isObject(value.high))
    return [value.low, value.high].some((bound) => matchesQuantity(bound, sought))
  const [number = '', system, code] = splitEscaped(sought, '|').map(withoutEscapes)
  if (typeof value.value !== 'number' || !compares(value.value, number)) return false
  if (system && value.system !== system) return false
  return !code || value.code === code || value.unit === code || value.currency === code
}
