import type { JsonBody } from '../json/strict.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Effort } from './effort.ts'
import { type Pointer, readPointer } from './pointer.ts'
import { textOf } from './same-value.ts'
import { documentSlot, type Node, type ObjectNode, openArray, openObject } from './tree.ts'

/** The most operations in one patch, of either dialect. */
export const MAX_OPERATIONS = 1000

/** One operation of a JSON Patch (RFC 6902 §4). */
export type JsonOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: Node }
  | { readonly op: 'move' | 'copy'; readonly path: Pointer; readonly from: Pointer }
  | { readonly op: 'remove'; readonly path: Pointer }

/**
 * Reads a JSON Patch. Members that an operation does not know are ignored (RFC 6902 §4); the whole document may be
 * tested, but not replaced, moved or removed: a patched resource stays the resource it is.
 *
 * @returns the operations, or a refusal `PARAMETER_INVALID` or `TOO_MANY_PARAMETERS`.
 */
export function readJsonPatch(body: JsonBody, effort: Effort): readonly JsonOperation[] | Refusal {
  const document = openArray(documentSlot(body.bytes), effort)
  if (document === undefined) return refuse('PARAMETER_INVALID', 'a JSON Patch is an array')
  if (document.items.length > MAX_OPERATIONS) {
    return refuse('TOO_MANY_PARAMETERS', `more than ${MAX_OPERATIONS} operations in the patch`)
  }
  const operations: JsonOperation[] = []
  for (const [index, item] of document.items.entries()) {
    const members = openObject(item, effort)
    const read = members === undefined ? 'not an object' : readOperation(members)
    if (typeof read === 'string') return refuse('PARAMETER_INVALID', `operation ${index}: ${read}`)
    operations.push(read)
  }
  return operations
}

function readOperation({ members }: ObjectNode): JsonOperation | string {
  const path = pointerIn(members, 'path')
  if (path === undefined) return 'path is not a JSON Pointer'
  const op = textIn(members, 'op')
  if (op !== 'test' && path.length === 0) return 'the whole document can only be tested'
  switch (op) {
    case 'add':
    case 'replace':
    case 'test': {
      const value = members.get('value')?.node
      return value === undefined ? 'has no value' : { op, path, value }
    }
    case 'move':
    case 'copy': {
      const from = pointerIn(members, 'from')
      if (from === undefined) return 'from is not a JSON Pointer'
      return from.length === 0 ? 'the whole document can only be tested' : { op, path, from }
    }
    case 'remove':
      return { op, path }
    default:
      return 'op is none of RFC 6902'
  }
}

function pointerIn(members: ObjectNode['members'], name: string): Pointer | undefined {
  const text = textIn(members, name)
  return text === undefined ? undefined : readPointer(text)
}

function textIn(members: ObjectNode['members'], name: string): string | undefined {
  const member = members.get(name)
  return member && textOf(member.node)
}
