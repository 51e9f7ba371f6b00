import type { Resource } from './resource.ts'

/** One version of a resource; without `resource` it is the record of a deletion (http.html#history). */
export interface Version {
  readonly type: string
  readonly id: string
  readonly versionId: number
  readonly lastUpdated: string
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly resource?: Resource
  /** Order of writing over the whole store. */
  readonly sequence: number
}

/** Every version of every resource, in memory. */
export interface Store {
  /** The newest version, which may be a deletion. */
  newest(type: string, id: string): Version | undefined
  /** The resource as it is now; undefined when never there or deleted. */
  read(type: string, id: string): Resource | undefined
  versions(type: string, id: string): readonly Version[]
  /** What is there now, in the order of creation. */
  all(type: string): readonly Resource[]
  /** All versions of a type, or of everything, newest first. */
  log(type?: string): readonly Version[]
  write(type: string, id: string, method: 'POST' | 'PUT' | 'PATCH', resource: Resource): Version
  remove(type: string, id: string): Version
  /** An id that no resource has. Sequential, so that neighbours can be guessed. */
  freshId(): string
  /** Returns the way back to how everything is now. */
  savepoint(): () => void
}

type Table = Map<string, readonly Version[]>

/** @param now milliseconds since the epoch */
export function createStore(now: () => number = Date.now): Store {
  let tables = new Map<string, Table>()
  let sequence = 0
  let ids = 1000

  const table = (type: string): Table => {
    const known = tables.get(type)
    if (known) return known
    const fresh: Table = new Map()
    tables.set(type, fresh)
    return fresh
  }
  const versions = (type: string, id: string) => tables.get(type)?.get(id) ?? []
  const newest = (type: string, id: string) => versions(type, id).at(-1)
  const append = (type: string, id: string, method: Version['method'], resource?: Resource): Version => {
    const versionId = (newest(type, id)?.versionId ?? 0) + 1
    const lastUpdated = new Date(now()).toISOString()
    sequence += 1
    const common = { type, id, versionId, lastUpdated, method, sequence }
    const meta = { ...resource?.meta, versionId: String(versionId), lastUpdated }
    const version =
      resource === undefined ? common : { ...common, resource: { ...resource, resourceType: type, id, meta } }
    table(type).set(id, [...versions(type, id), version])
    return version
  }

  return {
    newest,
    versions,
    read: (type, id) => newest(type, id)?.resource,
    all: (type) =>
      [...(tables.get(type)?.values() ?? [])].map((of) => of.at(-1)?.resource).filter((now) => now !== undefined),
    log: (type) => {
      const chosen = type === undefined ? [...tables.values()] : [tables.get(type) ?? new Map<string, never[]>()]
      return chosen.flatMap((of) => [...of.values()].flat()).sort((a, b) => b.sequence - a.sequence)
    },
    write: (type, id, method, resource) => append(type, id, method, resource),
    remove: (type, id) => append(type, id, 'DELETE'),
    freshId: () => {
      ids += 1
      return String(ids)
    },
    savepoint: () => {
      const copy = new Map([...tables].map(([type, of]) => [type, new Map(of)]))
      const at = sequence
      return () => {
        tables = copy
        sequence = at
      }
    },
  }
}
