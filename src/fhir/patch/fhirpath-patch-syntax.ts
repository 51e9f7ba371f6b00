import type { JsonBody } from '../json/strict.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Effort } from './effort.ts'
import { type ElementPath, readElementPath } from './fhirpath-syntax.ts'
import { MAX_OPERATIONS } from './json-patch-syntax.ts'
import { textOf } from './same-value.ts'
import { documentSlot, openObject } from './tree.ts'
import { type Part, type PartValue, readParts } from './value-part.ts'

/** One operation of a FHIRPath Patch (fhirpatch.html). Indexes count from 0. */
export type FhirOperation =
  | { readonly type: 'add'; readonly path: ElementPath; readonly name: string; readonly value: PartValue }
  | { readonly type: 'insert'; readonly path: ElementPath; readonly index: number; readonly value: PartValue }
  | { readonly type: 'delete'; readonly path: ElementPath }
  | { readonly type: 'replace'; readonly path: ElementPath; readonly value: PartValue }
  | { readonly type: 'move'; readonly path: ElementPath; readonly source: number; readonly destination: number }

type Parts = ReadonlyMap<string, PartValue>

const PART_NAMES = new Set(['type', 'path', 'name', 'value', 'index', 'source', 'destination'])

/**
 * Reads a FHIRPath Patch: Parameters with one `operation` for each change, made of parts. Parts that an operation has
 * no use for are ignored when they have a name of the specification; other names, and a name twice, are refused.
 *
 * @returns the operations, or a refusal `PARAMETER_INVALID` (a path beyond the plain kind included) or `TOO_MANY_PARAMETERS`.
 */
export function readFhirPatch(body: JsonBody, effort: Effort): readonly FhirOperation[] | Refusal {
  const members = openObject(documentSlot(body.bytes), effort)?.members
  if (members === undefined || textIn(members, 'resourceType') !== 'Parameters') {
    return refuse('PARAMETER_INVALID', 'a FHIRPath Patch is a Parameters resource')
  }
  if (!members.has('parameter')) return []
  const parameters = readParts(members.get('parameter'), effort)
  if (parameters === undefined) return refuse('PARAMETER_INVALID', 'the Parameters cannot be read')
  if (parameters.length > MAX_OPERATIONS) {
    return refuse('TOO_MANY_PARAMETERS', `more than ${MAX_OPERATIONS} operations in the patch`)
  }
  const operations: FhirOperation[] = []
  for (const [index, parameter] of parameters.entries()) {
    const read = readOperation(parameter)
    if (typeof read === 'string') return refuse('PARAMETER_INVALID', `operation ${index}: ${read}`)
    operations.push(read)
  }
  return operations
}

function textIn(members: ReadonlyMap<string, { readonly node: Parameters<typeof textOf>[0] }>, name: string) {
  const member = members.get(name)
  return member && textOf(member.node)
}

function readOperation({ name, value }: Part): FhirOperation | string {
  if (name !== 'operation' || value.kind !== 'parts') return 'not an operation made of parts'
  const parts: Parts = new Map(value.parts.map((part) => [part.name, part.value]))
  if (parts.size < value.parts.length) return 'a part is given twice'
  if (![...parts.keys()].every((each) => PART_NAMES.has(each))) return 'a part is not known'
  const path = readElementPath(stringIn(parts, 'path', 'String') ?? '')
  if (path === undefined) return 'path is missing or beyond the paths that are read here'
  return readChange(parts, path)
}

function readChange(parts: Parts, path: ElementPath): FhirOperation | string {
  const value = parts.get('value')
  switch (stringIn(parts, 'type', 'Code')) {
    case 'add': {
      const name = stringIn(parts, 'name', 'String')
      return name === undefined || value === undefined ? 'add needs name and value' : { type: 'add', path, name, value }
    }
    case 'insert': {
      const index = indexOf(parts, 'index')
      if (index === undefined || value === undefined) return 'insert needs index and value'
      return { type: 'insert', path, index, value }
    }
    case 'delete':
      return { type: 'delete', path }
    case 'replace':
      return value === undefined ? 'replace needs value' : { type: 'replace', path, value }
    case 'move': {
      const [source, destination] = [indexOf(parts, 'source'), indexOf(parts, 'destination')]
      if (source === undefined || destination === undefined) return 'move needs source and destination'
      return { type: 'move', path, source, destination }
    }
    default:
      return 'type is missing or none of the specification'
  }
}

/** A part that is a text. Clients write `type` as valueCode or valueString; the rest is valueString. */
function stringIn(parts: Parts, name: string, suffix: 'String' | 'Code'): string | undefined {
  const part = parts.get(name)
  if (part?.kind !== 'typed' || (part.suffix !== 'String' && part.suffix !== suffix)) return undefined
  return part.value && textOf(part.value)
}

function indexOf(parts: Parts, name: string): number | undefined {
  const part = parts.get(name)
  if (part?.kind !== 'typed' || part.suffix !== 'Integer' || !Buffer.isBuffer(part.value)) return undefined
  const text = part.value.toString('latin1')
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
