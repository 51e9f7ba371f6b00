/** The resources in an answer, by `Type/id`: the answer itself, or what its Bundles hold. */
export function answeredWith(body: unknown): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>()
  const open: unknown[] = [body]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { resourceType, id, entry } = at as { resourceType?: unknown; id?: unknown; entry?: unknown }
    if (resourceType === 'Bundle' && Array.isArray(entry)) {
      for (const { resource } of entry as { resource?: unknown }[]) if (resource !== undefined) open.push(resource)
    }
    if (typeof id === 'string') found.set(`${String(resourceType)}/${id}`, at)
  }
  return found
}
