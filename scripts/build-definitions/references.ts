import type { ReferencePath } from '../../src/fhir/definitions/definitions.ts'
import type { ResourceTypes } from './resource-types.ts'
import type { ElementDefinition, StructureDefinition } from './source.ts'

/**
 * Where a type's own elements hold a Reference or canonical. A CodeableReference holds its Reference in `.reference`.
 * References inside data types (Identifier.assigner, Annotation.author[x] …) are not listed.
 */
export function referencesOf(structure: StructureDefinition, types: ResourceTypes): ReferencePath[] {
  return structure.snapshot.element.flatMap((element) => referencesAt(element, structure.type, types))
}

function referencesAt(element: ElementDefinition, root: string, types: ResourceTypes): ReferencePath[] {
  const path = element.path.slice(root.length + 1)
  return (element.type ?? []).flatMap(({ code, targetProfile }): ReferencePath[] => {
    const named = (targetProfile ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1))
    const targets = named.length === 0 ? ['*'] : types.expand(named)
    switch (code) {
      case 'Reference':
      case 'canonical':
        return [{ path, kind: code, targets }]
      case 'CodeableReference':
        return [{ path: `${path}.reference`, kind: 'Reference', targets }]
      default:
        return []
    }
  })
}
