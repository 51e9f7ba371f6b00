import { type Path, type PathStep, parsePath, splitUnion } from './path-syntax.ts'

/** A search expression made ready to be walked over any number of resources. */
export interface PathWalker {
  readonly branches: readonly Path[]
}

/** Roots that name no concrete type, so fit any resource. */
const ABSTRACT_ROOTS = new Set(['Resource', 'DomainResource', 'CanonicalResource', 'MetadataResource'])

/** `Type/id` or `https://host/base/Type/id`, with or without a version (references.html#literal). */
const LITERAL_REFERENCE =
  /^(?:https?:\/\/[^?#]+\/)?([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/

/**
 * Reads a search parameter's expression. Undefined when any part of it cannot be evaluated here: the caller must
 * then refuse whatever hangs on it, since half an answer could hide a foreign patient.
 */
export function compilePath(expression: string): PathWalker | undefined {
  const branches = splitUnion(expression).map(parsePath)
  return branches.every((branch) => branch !== undefined) ? { branches } : undefined
}

/**
 * The values that the expression points at in `resource` (parsed JSON of any shape), lists flattened, in document
 * order per branch. Choice elements are read by their typed name only (json.html#choice). `resolve() is T` is
 * answered from the literal reference, or from Reference.type where that names no type; nothing is ever fetched.
 */
export function walk(walker: PathWalker, resource: unknown): unknown[] {
  const found: unknown[] = []
  if (!isObject(resource)) return found
  for (const { root, steps } of walker.branches) {
    if (resource.resourceType === root || (ABSTRACT_ROOTS.has(root) && typeof resource.resourceType === 'string')) {
      follow(steps, 0, resource, found)
    }
  }
  return found
}

function follow(steps: readonly PathStep[], at: number, value: unknown, found: unknown[]): void {
  const step = steps[at]
  if (step === undefined) {
    found.push(value)
    return
  }
  if (!isObject(value)) return
  switch (step.kind) {
    case 'element':
      each(elementOf(value, step.name, step.as), step.index, steps, at + 1, found)
      return
    case 'extension-value':
      for (const name of Object.keys(value)) {
        if (name.startsWith('value')) each(value[name], undefined, steps, at + 1, found)
      }
      return
    case 'equals':
      if (own(value, step.name) === step.literal) follow(steps, at + 1, value, found)
      return
    case 'refers-to':
      if (referredType(value) === step.type) follow(steps, at + 1, value, found)
  }
}

/** JSON null stands in lists of primitives for "only an extension here" (json.html#primitive): no value. */
function each(
  values: unknown,
  index: number | undefined,
  steps: readonly PathStep[],
  at: number,
  found: unknown[],
): void {
  if (!Array.isArray(values)) {
    if (values !== undefined && values !== null && !index) follow(steps, at, values, found)
    return
  }
  const chosen = index === undefined ? values : values.slice(index, index + 1)
  for (const value of chosen) {
    if (value !== null && !Array.isArray(value)) follow(steps, at, value, found)
  }
}

function elementOf(value: Record<string, unknown>, name: string, as: string | undefined): unknown {
  if (as === undefined) return own(value, name)
  const typed = own(value, name + as[0]!.toUpperCase() + as.slice(1))
  if (typed !== undefined) return typed
  // An element that holds whole resources (Bundle.entry.resource) is cast by what it holds.
  const plain = own(value, name)
  return isObject(plain) && plain.resourceType === as ? plain : undefined
}

/** The type a Reference points to; undefined for `#contained`, `urn:uuid:` and logical references without `type`. */
function referredType(reference: Record<string, unknown>): unknown {
  const literal = own(reference, 'reference')
  const typed = typeof literal === 'string' ? LITERAL_REFERENCE.exec(literal)?.[1] : undefined
  return typed ?? own(reference, 'type')
}

/** Own properties only: a path may be named like something every object inherits. */
function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
