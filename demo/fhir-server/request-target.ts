import type { QueryPair } from './message.ts'

/** Name and value pairs of a query or form, decoded once, in order. */
export function readPairs(text: string): QueryPair[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=')
      return cut < 0 ? [decodeForm(pair), ''] : [decodeForm(pair.slice(0, cut)), decodeForm(pair.slice(cut + 1))]
    })
}

/** Decoded segments and pairs of a target relative to the base, as in a Bundle entry's `request.url`. */
export function readTarget(target: string): { readonly path: readonly string[]; readonly query: readonly QueryPair[] } {
  const cut = target.indexOf('?')
  const path = cut < 0 ? target : target.slice(0, cut)
  const segments = path.split('/').filter((segment) => segment !== '')
  return { path: segments.map(decode), query: cut < 0 ? [] : readPairs(target.slice(cut + 1)) }
}

function decodeForm(text: string): string {
  return decode(text.replaceAll('+', ' '))
}

/** Left as it is when it is not well encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
