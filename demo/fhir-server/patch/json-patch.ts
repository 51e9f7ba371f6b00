import { isDeepStrictEqual } from 'node:util'
import { type FhirAnswer, failure } from '../message.ts'
import { isObject, type Resource } from '../resource.ts'
import { type Container, isContainer } from './container.ts'

/** Applies the operations in order to `resource`, in place (RFC 6902 §4); the first that cannot be done fails the whole with 422. */
export function applyJsonPatch(resource: Resource, operations: unknown): Resource | FhirAnswer {
  if (!Array.isArray(operations)) return failure(400, 'structure', 'A JSON Patch is a list')
  for (const [at, operation] of operations.entries()) {
    if (!isObject(operation) || typeof operation.path !== 'string')
      return failure(400, 'structure', `Operation ${at} has no path`)
    const problem = apply(resource as unknown as Container, operation.op, operation.path, operation)
    if (problem !== undefined)
      return failure(422, 'processing', `Operation ${at} (${operation.op} ${operation.path}): ${problem}`)
  }
  return resource
}

/** @returns what stands in the way, if anything does */
function apply(
  root: Container,
  op: unknown,
  path: string,
  { value, from }: { value?: unknown; from?: unknown },
): string | undefined {
  switch (op) {
    case 'add':
      return add(root, path, value)
    case 'remove':
      return remove(root, path)
    case 'replace':
      return remove(root, path) ?? add(root, path, value)
    case 'test':
      return isDeepStrictEqual(find(root, path), value) ? undefined : `found ${JSON.stringify(find(root, path))}`
    case 'copy':
    case 'move': {
      const taken = structuredClone(find(root, String(from)))
      if (taken === undefined) return `nothing at ${from}`
      return (op === 'move' ? remove(root, String(from)) : undefined) ?? add(root, path, taken)
    }
    default:
      return 'unknown operation'
  }
}

function add(root: Container, path: string, value: unknown): string | undefined {
  const place = placeOf(root, path)
  if (!place || value === undefined) return 'no such place'
  const { parent, key } = place
  if (!Array.isArray(parent)) parent[key] = value
  else {
    const index = key === '-' ? parent.length : indexOf(key)
    if (index === undefined || index > parent.length) return 'no such index'
    parent.splice(index, 0, value)
  }
  return undefined
}

function remove(root: Container, path: string): string | undefined {
  const place = placeOf(root, path)
  if (!place || find(root, path) === undefined) return 'nothing there'
  if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1)
  else delete place.parent[place.key]
  return undefined
}

function placeOf(root: Container, path: string): { parent: Container; key: string } | undefined {
  const steps = stepsOf(path)
  const key = steps?.pop()
  if (!steps || key === undefined || key === '__proto__') return undefined
  const parent = steps.reduce<unknown>(stepInto, root)
  return isContainer(parent) ? { parent, key } : undefined
}

function find(root: Container, path: string): unknown {
  return stepsOf(path)?.reduce<unknown>(stepInto, root)
}

function stepInto(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value[indexOf(step) ?? -1]
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/** RFC 6901 §3: `~1` is a slash, `~0` a tilde. */
function stepsOf(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9]\d{0,5})$/.test(step) ? Number(step) : undefined
}
