import { isObject, type Resource } from './resource.ts'
import type { Store } from './store.ts'

/** What a literal reference names (references.html#literal). */
export interface ReferenceTarget {
  readonly type: string
  readonly id: string
  readonly version?: string
}

const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/([A-Za-z0-9.-]{1,64}))?$/

/** Reads `Type/id`, with or without version, relative or below `base`. Undefined for foreign, `urn:` and `#contained` ones. */
export function readReference(text: string, base: string): ReferenceTarget | undefined {
  const match = RELATIVE.exec(text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text)
  if (!match) return undefined
  const [, type, id, version] = match
  return version === undefined ? { type: type!, id: id! } : { type: type!, id: id!, version }
}

/** The literal of a Reference or canonical, as found in a resource. */
export function literalOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return isObject(value) && typeof value.reference === 'string' ? value.reference : undefined
}

/** The resource that a Reference or canonical points to, when it is here. A canonical is resolved by `url` (references.html#canonical). */
export function resolve(
  value: unknown,
  store: Store,
  base: string,
  canonicalTypes: readonly string[] = [],
): Resource | undefined {
  const literal = literalOf(value)
  if (literal === undefined) return undefined
  const target = readReference(literal, base)
  if (target) return store.read(target.type, target.id)
  const url = literal.split('|', 1)[0]
  return canonicalTypes.flatMap((type) => store.all(type)).find((candidate) => candidate.url === url)
}
