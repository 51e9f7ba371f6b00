import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/**
 * An item without what is wrong in it, so that the rest of it is checked in the same go: unknown keys, and the keys under
 * which the faults are. That is no item to work with, only one to look for further faults in.
 */
export function withoutFaults(data: unknown, issues: readonly Issue[]): unknown {
  const rest = structuredClone(data)
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove(rest, [...issue.path, key])
    else remove(rest, issue.path.slice(0, issue.path[0] === 'match' ? 2 : 1))
    // Obligations are checked against the types of their rule, which are not known then.
    if (issue.path[0] === 'match' && issue.path[1] === 'resources') remove(rest, ['obligations'])
  }
  return rest
}

function remove(data: unknown, path: readonly PropertyKey[]): void {
  const last = path.at(-1)
  if (last === undefined) return
  let holder = data
  for (const step of path.slice(0, -1)) holder = isObject(holder) ? holder[step] : undefined
  if (isObject(holder)) delete holder[last]
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
