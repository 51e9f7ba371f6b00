import { isObject } from '../resource.ts'
import { withoutEscapes } from './escapes.ts'

const SEARCHED_PARTS = [
  'text',
  'family',
  'given',
  'prefix',
  'suffix',
  'line',
  'city',
  'district',
  'state',
  'country',
  'postalCode',
]

/** The strings of an element, those of HumanName and Address one by one (search.html#string). */
export function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!isObject(value)) return []
  return SEARCHED_PARTS.flatMap((part) => value[part] ?? []).filter((part) => typeof part === 'string')
}

/** Starts-with without regard to case and accents; `:exact` and `:contains` as search.html#modifiers say. */
export function matchesString(value: unknown, sought: string, modifier?: string): boolean {
  const wanted = withoutEscapes(sought)
  return stringsOf(value).some((found) => {
    if (modifier === 'exact') return found === wanted
    if (modifier === 'contains') return folded(found).includes(folded(wanted))
    return folded(found).startsWith(folded(wanted))
  })
}

export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Exact, or a part of the hierarchy with `:below` and `:above` (search.html#uri). */
export function matchesUri(value: unknown, sought: string, modifier?: string): boolean {
  if (typeof value !== 'string') return false
  const wanted = withoutEscapes(sought)
  if (modifier === 'below') return value.startsWith(wanted)
  if (modifier === 'above') return wanted.startsWith(value)
  return value === wanted
}
