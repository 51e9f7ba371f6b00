import type { ElementsTable } from '../../src/fhir/patch/elements.ts'
import type { ElementDefinition, StructureDefinition } from './source.ts'
import { compare } from './sources.ts'

/** `value[x]` of any type has some fifty: they are written once, at Extension, and as `*` elsewhere. */
const OPEN_CHOICE = 40
const LISTED_AT = 'Extension.value[x]'

/** The elements of every resource and complex type, each listed only where it is introduced. */
export function elementsOf(structures: readonly StructureDefinition[]): ElementsTable {
  const known = structures.filter(({ kind, derivation }) => isComposite(kind) && derivation !== 'constraint')
  const table: Record<string, string[]> = {}
  for (const structure of known.sort((a, b) => compare(a.type, b.type))) {
    table[structure.type] = [nameOf(structure.baseDefinition)]
    for (const element of structure.snapshot.element.slice(1)) addElement(table, element, structure)
  }
  return table
}

function isComposite(kind: string): boolean {
  return kind === 'resource' || kind === 'complex-type'
}

function addElement(
  table: Record<string, string[]>,
  element: ElementDefinition,
  { type, snapshot }: StructureDefinition,
) {
  const cut = element.path.lastIndexOf('.')
  const parent = element.path.slice(0, cut)
  if (element.base !== undefined && element.base.path !== element.path && isInherited(element.base.path, type)) return
  const isParent = snapshot.element.some(({ path }) => path.startsWith(`${element.path}.`))
  if (isParent) table[element.path] = [element.type![0]!.code]
  const list = element.max !== '0' && element.max !== '1' ? '*' : ''
  table[parent]!.push(`${element.path.slice(cut + 1)}${list}:${isParent ? element.path : typesOf(element)}`)
}

/** `DomainResource.text` on a Patient, `Element.id` on any part of it; not `Quantity.value` on a Quantity. */
function isInherited(origin: string, type: string): boolean {
  return origin.slice(0, origin.indexOf('.')) !== type
}

function typesOf({ path, type = [], contentReference }: ElementDefinition): string {
  if (contentReference !== undefined) return contentReference.slice(contentReference.indexOf('#') + 1)
  const codes = type.map(({ code }) => (code.startsWith('http://hl7.org/fhirpath/') ? 'string' : code))
  return codes.length >= OPEN_CHOICE && path !== LISTED_AT ? '*' : codes.join('|')
}

function nameOf(url: string | undefined): string {
  return url === undefined ? '' : url.slice(url.lastIndexOf('/') + 1)
}
