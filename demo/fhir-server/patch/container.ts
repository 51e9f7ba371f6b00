import { isObject } from '../resource.ts'

/** An object or list that a step of a path leads into. */
export type Container = Record<string, unknown> | unknown[]

export function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isObject(value)
}
