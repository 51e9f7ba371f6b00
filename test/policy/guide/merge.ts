type Json = Readonly<Record<string, unknown>>

/** Adds a snippet to a file: maps are joined; of lists, what has the same id or name takes its place, the rest follows. */
export function merge(known: unknown, added: unknown): unknown {
  if (isMap(known) && isMap(added)) {
    const joined = Object.entries(added).map(([key, value]) => [key, key in known ? merge(known[key], value) : value])
    return { ...known, ...Object.fromEntries(joined) }
  }
  if (!Array.isArray(known) || !Array.isArray(added) || ![...known, ...added].every(nameOf)) return added
  const replacing = new Map(added.map((item) => [nameOf(item), item]))
  const kept = known.map((item) => replacing.get(nameOf(item)) ?? item)
  return [...kept, ...added.filter((item) => !known.some((other) => nameOf(other) === nameOf(item)))]
}

function nameOf(item: unknown): unknown {
  return isMap(item) ? (item.id ?? item.name) : undefined
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
