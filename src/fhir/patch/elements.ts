/**
 * The shape of `definitions/elements-*.json`, written by `scripts/build-definitions`: per type (resource, data type or part of
 * one, as `Patient.contact`) its base, then each element it introduces as `name`, `[x]` for a choice, `*` for a list, `:` and its types.
 */
export type ElementsTable = Readonly<Record<string, readonly string[]>>

/** One element of a type (ElementDefinition, as far as JSON depends on it). */
export interface Element {
  /** As in FHIRPath: without `[x]`. */
  readonly name: string
  readonly isList: boolean
  /** Its JSON name is made of `name` and the type of the value (json.html#choice). */
  readonly isChoice: boolean
  /** Type names; a part of a type is named by its path. */
  readonly types: readonly string[]
}

/** What the elements of one FHIR version are: pure look-ups. */
export interface Elements {
  /** The element `name` of `type`, inherited ones included; undefined when there is none. */
  element(type: string, name: string): Element | undefined
  /** The elements of a type, inherited ones included. */
  elementsOf(type: string): readonly Element[]
}

type Parts = ReadonlyMap<string, Element>

const ROW = /^([A-Za-z0-9]+)(\[x\])?(\*)?:(.*)$/
const OPEN_CHOICE = '*'

/** Look-ups over one table. A type is unpacked when it is first asked for; unknown names leave no trace. */
export function elementsFrom(table: ElementsTable): Elements {
  const rows = new Map(Object.entries(table))
  const unpacked = new Map<string, Parts>()

  function partsOf(type: string): Parts | undefined {
    const known = unpacked.get(type)
    const row = rows.get(type)
    if (known !== undefined || row === undefined) return known
    const parts = new Map(partsOf(row[0]!) ?? [])
    for (const text of row.slice(1)) {
      const element = elementOf(text)
      parts.set(element.name, element)
    }
    unpacked.set(type, parts)
    return parts
  }

  function element(type: string, name: string): Element | undefined {
    const found = partsOf(type)?.get(name)
    if (found === undefined || found.types[0] !== OPEN_CHOICE) return found
    return { ...found, types: partsOf('Extension')?.get('value')?.types ?? [] }
  }

  return { element, elementsOf: (type) => [...(partsOf(type)?.values() ?? [])] }
}

function elementOf(row: string): Element {
  const [, name, choice, list, types] = ROW.exec(row)!
  return { name: name!, isChoice: choice !== undefined, isList: list !== undefined, types: types!.split('|') }
}

/** Name of a choice element in JSON: `deceased` and `dateTime` give `deceasedDateTime` (json.html#choice). */
export function choiceName(name: string, type: string): string {
  return name + type[0]!.toUpperCase() + type.slice(1)
}

/** Primitive types are written small (datatypes.html#primitive). */
export function isPrimitive(type: string): boolean {
  return /^[a-z]/.test(type)
}
