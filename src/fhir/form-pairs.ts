import { type Refusal, refuse } from './refusal.ts'

/** One `name=value` of a query string or form body, decoded once. */
export interface Pair {
  readonly name: string
  readonly value: string
}

const rawText = /^[\x21-\x22\x24-\x7e]*$/
const escapes = /%[0-9A-Fa-f]{2}/g
const control = /[\x00-\x1f\x7f-\x9f\ufeff]/

/**
 * Decodes `application/x-www-form-urlencoded` text: split at `&` and the first `=`, `+` is a space, percent-decoded
 * exactly once as UTF-8 (search.html#escaping, URL standard §5.1).
 *
 * Stricter than browsers: a stray `%`, invalid UTF-8, control characters, an empty name or an empty piece are refused,
 * because servers disagree on what they mean.
 */
export function readForm(text: string, maxPairs: number): readonly Pair[] | Refusal {
  if (text === '') return []
  if (!rawText.test(text)) return refuse('QUERY_MALFORMED', 'characters that must be percent-encoded')
  const pieces = text.split('&')
  if (pieces.length > maxPairs) return refuse('TOO_MANY_PARAMETERS', `${pieces.length} parameters; at most ${maxPairs}`)
  const pairs: Pair[] = []
  for (const piece of pieces) {
    const cut = piece.indexOf('=')
    const name = decodeOnce(cut < 0 ? piece : piece.slice(0, cut))
    const value = cut < 0 ? '' : decodeOnce(piece.slice(cut + 1))
    if (name === undefined || value === undefined)
      return refuse('QUERY_MALFORMED', 'percent-encoding that is not UTF-8')
    if (name === '') return refuse('QUERY_MALFORMED', 'a parameter without a name')
    if (control.test(name) || control.test(value)) return refuse('QUERY_MALFORMED', 'control characters')
    pairs.push({ name, value })
  }
  return pairs
}

/** Writes pairs back, so that any server that decodes once reads exactly what was decided on. */
export function writeForm(pairs: readonly Pair[]): string {
  return pairs.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&')
}

function decodeOnce(text: string): string | undefined {
  if (!text.includes('%')) return text.includes('+') ? text.replaceAll('+', ' ') : text
  if (text.replace(escapes, '').includes('%')) return undefined
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** encodeURIComponent, with the characters left readable that FHIR searches are made of and no server splits at. */
function encode(text: string): string {
  return plain.test(text)
    ? text
    : encodeURIComponent(text).replace(/%(?:3A|24|2C|2F|7C)/g, (code) => readable[code] as string)
}

/** Most names and values hold nothing that is written otherwise. */
const plain = /^[A-Za-z0-9\-_.!~*'():$,/|]*$/

const readable: Record<string, string> = { '%3A': ':', '%24': '$', '%2C': ',', '%2F': '/', '%7C': '|' }
