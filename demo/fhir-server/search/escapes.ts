/** Splits at `separator` where no backslash stands before it (search.html#escaping). */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '\\' && at + 1 < text.length) {
      parts[parts.length - 1] += character + text[at + 1]
      at += 1
    } else if (character === separator) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

/** Takes the backslashes of search.html#escaping away. */
export function withoutEscapes(text: string): string {
  return text.replace(/\\([\\|$,])/g, '$1')
}
