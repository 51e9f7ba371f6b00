import type { Effort } from './effort.ts'
import { textOf } from './same-value.ts'
import { type Node, openArray, openObject, type Slot } from './tree.ts'

/** A value as a part of Parameters carries it (parameters.html): by its type, as a resource, or put together from parts. */
export type PartValue =
  /** `value[x]`: `suffix` is the x; `value` and `shadow` (`_value[x]`) are its JSON, at least one of them given. */
  | { readonly kind: 'typed'; readonly suffix: string; readonly value?: Node; readonly shadow?: Node }
  | { readonly kind: 'resource'; readonly value: Node }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }

export interface Part {
  readonly name: string
  readonly value: PartValue
}

const VALUE = /^_?value([A-Z][A-Za-z0-9]*)$/

/** Reads `parameter` or `part`: a list of named values. Undefined when one has no name, no value or several. */
export function readParts(list: Slot | undefined, effort: Effort): readonly Part[] | undefined {
  const items = list && openArray(list, effort)?.items
  if (items === undefined) return undefined
  const parts: Part[] = []
  for (const item of items) {
    const part = readPart(item, effort)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts
}

function readPart(slot: Slot, effort: Effort): Part | undefined {
  const members = openObject(slot, effort)?.members
  const name = members && textOf(members.get('name')?.node ?? slot.node)
  if (members === undefined || name === undefined) return undefined
  const values: PartValue[] = typedValues(members)
  const resource = members.get('resource')
  if (resource !== undefined) values.push({ kind: 'resource', value: resource.node })
  if (members.has('part')) {
    const parts = readParts(members.get('part'), effort)
    if (parts === undefined) return undefined
    values.push({ kind: 'parts', parts })
  }
  return values.length === 1 ? { name, value: values[0]! } : undefined
}

function typedValues(members: ReadonlyMap<string, Slot>): PartValue[] {
  const suffixes = new Set([...members.keys()].flatMap((name) => VALUE.exec(name)?.[1] ?? []))
  return [...suffixes].map((suffix) => {
    const value = members.get(`value${suffix}`)?.node
    const shadow = members.get(`_value${suffix}`)?.node
    return { kind: 'typed', suffix, ...(value && { value }), ...(shadow && { shadow }) }
  })
}
