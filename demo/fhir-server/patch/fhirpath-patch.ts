import { type FhirAnswer, failure } from '../message.ts'
import { isObject, listOf, type Resource } from '../resource.ts'
import { isContainer } from './container.ts'

type Parts = ReadonlyMap<string, unknown>

/**
 * Applies the `operation` parameters in order to `resource`, in place (fhirpatch.html). Knows add, insert, replace and delete on paths
 * of names with an optional index, such as `Patient.name[0].given`; others fail with 422.
 */
export function applyFhirPathPatch(resource: Resource, patch: Resource): Resource | FhirAnswer {
  for (const [at, parameter] of listOf(patch.parameter).entries()) {
    const parts = partsOf(parameter)
    const problem = apply(resource, parts)
    if (problem !== undefined) {
      return failure(422, 'processing', `Operation ${at} (${parts.get('type')} ${parts.get('path')}): ${problem}`)
    }
  }
  return resource
}

/** Name to value; the value is that of whichever `value[x]`, or an object of nested parts. */
function partsOf(parameter: unknown): Parts {
  const parts = isObject(parameter) ? listOf(parameter.part) : []
  return new Map(
    parts.filter(isObject).map((part) => {
      const value = Object.entries(part).find(([name]) => name.startsWith('value'))?.[1]
      return [String(part.name), part.part === undefined ? value : Object.fromEntries(partsOf(part))]
    }),
  )
}

function apply(resource: Resource, parts: Parts): string | undefined {
  const [root, ...steps] = String(parts.get('path')).split('.')
  if (root !== resource.resourceType && root !== 'Resource') return 'the path starts with another type'
  switch (parts.get('type')) {
    case 'add':
      return add(single(follow(resource, steps)), String(parts.get('name')), parts.get('value'))
    case 'insert':
      return insert(follow(resource, steps), Number(parts.get('index')), parts.get('value'))
    case 'replace':
      return put(resource, steps, parts.get('value'))
    case 'delete':
      return put(resource, steps, undefined)
    default:
      return 'unknown operation'
  }
}

function add(target: unknown, name: string, value: unknown): string | undefined {
  if (!isContainer(target) || Array.isArray(target) || value === undefined) return 'no such place'
  const before = target[name]
  target[name] = Array.isArray(before)
    ? [...before, value]
    : REPEATING.has(name) && before === undefined
      ? [value]
      : value
  return undefined
}

/** Elements that repeat in every type they occur in: enough to add the first of a list without StructureDefinitions. */
const REPEATING = new Set([
  'identifier',
  'name',
  'given',
  'telecom',
  'address',
  'note',
  'category',
  'coding',
  'extension',
  'contact',
])

function insert(target: unknown, index: number, value: unknown): string | undefined {
  if (!Array.isArray(target) || !(index >= 0 && index <= target.length)) return 'no such index'
  target.splice(index, 0, value)
  return undefined
}

/** Puts `value` where the path leads, or takes away what is there when it is undefined. */
function put(resource: Resource, steps: readonly string[], value: unknown): string | undefined {
  const parent = single(follow(resource, steps.slice(0, -1)))
  const last = readStep(steps.at(-1))
  if (!last || !isContainer(parent) || Array.isArray(parent)) return 'no such place'
  if (parent[last.name] === undefined) return value === undefined ? undefined : 'nothing there'
  const list = parent[last.name]
  if (last.index !== undefined && Array.isArray(list))
    list.splice(last.index, 1, ...(value === undefined ? [] : [value]))
  else if (value === undefined) delete parent[last.name]
  else parent[last.name] = value
  return undefined
}

function follow(resource: Resource, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, text) => {
    const step = readStep(text)
    const holder = single(value)
    if (!step || !isObject(holder) || !Object.hasOwn(holder, step.name)) return undefined
    const found = holder[step.name]
    return step.index !== undefined && Array.isArray(found) ? found[step.index] : found
  }, resource)
}

/** A path without an index may lead through a list of one. */
function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}

function readStep(text: string | undefined): { readonly name: string; readonly index?: number } | undefined {
  const match = /^([a-z][A-Za-z0-9]*)(?:\[(\d{1,4})\])?$/.exec(text ?? '')
  if (!match) return undefined
  return match[2] === undefined ? { name: match[1]! } : { name: match[1]!, index: Number(match[2]) }
}
