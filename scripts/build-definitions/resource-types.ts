import type { StructureDefinition } from './source.ts'
import { compare } from './sources.ts'

/** The resource types of one version, and what names of types come down to. */
export interface ResourceTypes {
  readonly concrete: readonly string[]
  readonly structures: ReadonlyMap<string, StructureDefinition>
  /** Concrete types for the names in `types` (abstract ones expanded, unknown ones dropped), or `['*']` when they are all. */
  expand(types: readonly string[]): readonly string[]
}

/** R5 derives nothing from these two: they list what conformance resources have in common, by element. */
const INTERFACES = ['CanonicalResource', 'MetadataResource']

export function resourceTypesOf(all: readonly StructureDefinition[]): ResourceTypes {
  const resources = all.filter(({ kind, derivation }) => kind === 'resource' && derivation !== 'constraint')
  const structures = new Map(resources.filter(({ abstract }) => !abstract).map((found) => [found.type, found]))
  const concrete = [...structures.keys()].sort(compare)
  const canonical = concrete.filter((type) => hasElement(structures.get(type)!, 'url', 'status', 'version'))

  const expand = (types: readonly string[]): readonly string[] => {
    if (types.some((type) => type === 'Resource' || type === 'DomainResource')) return ['*']
    const named = new Set(types.flatMap((type) => (INTERFACES.includes(type) ? canonical : [type])))
    const found = concrete.filter((type) => named.has(type))
    // Parameters is never stored, so some lists of "every type" leave it out.
    return concrete.every((type) => named.has(type) || type === 'Parameters') ? ['*'] : found
  }
  return { concrete, structures, expand }
}

function hasElement(structure: StructureDefinition, ...names: string[]): boolean {
  return names.every((name) => structure.snapshot.element.some(({ path }) => path === `${structure.type}.${name}`))
}
