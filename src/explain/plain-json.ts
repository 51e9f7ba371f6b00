/** `T` as JSON can hold it: sets are lists, maps are objects. */
export type Plain<T> =
  T extends ReadonlyMap<string, infer Value>
    ? Readonly<Record<string, Plain<Value>>>
    : T extends ReadonlySet<infer Item>
      ? readonly Plain<Item>[]
      : T extends readonly (infer Item)[]
        ? readonly Plain<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Plain<T[Key]> }
          : T

/** A value as JSON can hold it; sets and maps come sorted, so that the same value is always the same text. */
export function plain<T>(value: T): Plain<T> {
  return plainOf(value) as Plain<T>
}

function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Set) return [...value].sort().map(plainOf)
  if (Array.isArray(value)) return value.map(plainOf)
  if (value instanceof Map) return plainOf(Object.fromEntries([...value].sort(([a], [b]) => (a < b ? -1 : 1))))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainOf(inner)]))
}
