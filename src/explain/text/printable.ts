const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A value with nothing in its texts that moves a terminal's cursor, changes its colours or turns the direction of writing. */
export function printable<T>(value: T): T {
  return printableOf(value) as T
}

function printableOf(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unprintable, escaped)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(printableOf)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, printableOf(inner)]))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
