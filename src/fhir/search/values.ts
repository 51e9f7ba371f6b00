import type { SearchParameter } from '../definitions/definitions.ts'
import { isId, looksLikeType } from '../identifiers.ts'

/** Splits at the commas that are not escaped (search.html#combining, #escaping). The escapes stay in the values. */
export function splitOr(text: string): readonly string[] {
  if (!text.includes(',')) return [text]
  const values: string[] = []
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === ',') {
      values.push(text.slice(start, at))
      start = at + 1
    }
  }
  values.push(text.slice(start))
  return values
}

/** Clients forget to encode the `+` of a time zone, which then reads as a space; no date has one (search.html#date). */
export function withPlus(text: string): string {
  return text.replace(/(T\d\d:\d\d[0-9:.]*) (?=\d\d:\d\d)/g, '$1+')
}

/** `\` must escape one of `, $ | \` and must not end the value; servers disagree on anything else. */
export function hasStrayEscape(value: string): boolean {
  return value.includes('\\') && /\\(?![,$|\\])/.test(value.replaceAll('\\\\', ''))
}

/**
 * Whether `value` has the form that the parameter needs for its meaning to be certain.
 * Only what decides *whose* data is meant is checked here: ids and references. The rest is the server's to judge.
 */
export function isValueOf(parameter: SearchParameter, modifier: string | undefined, value: string): boolean {
  if (modifier === 'missing') return value === 'true' || value === 'false'
  if (parameter.code === '_id') return isId(value)
  if (parameter.code === '_list') return isId(value) || /^\$current-[a-z]{1,64}$/.test(value)
  if (parameter.type !== 'reference' || isTextual(modifier)) return true
  if (modifier !== undefined && looksLikeType(modifier)) return isId(value)
  return isReference(value)
}

/** An id, `Type/id`, either with a version, or an absolute URL or URN without query or fragment (search.html#reference). */
export function isReference(value: string): boolean {
  if (/^(?:https?:\/\/|urn:)[\x21-\x7e]+$/.test(value))
    return !/[?#\\%"<>{}^`]/.test(value) && !/\/\.{1,2}(?:\/|$)/.test(value)
  const [first = '', second, ...rest] = value.split('/')
  if (second === undefined) return isId(first)
  if (!looksLikeType(first) || !isId(second)) return false
  return rest.length === 0 || (rest.length === 2 && rest[0] === '_history' && isId(rest[1] ?? ''))
}

function isTextual(modifier: string | undefined): boolean {
  return modifier === 'identifier' || modifier === 'text' || modifier === 'code-text' || modifier === 'text-advanced'
}
