import { setElement, spliceList } from './edits.ts'
import { choiceName, type Element, isPrimitive } from './elements.ts'
import { fail, isFailure, type PatchFailure } from './failure.ts'
import { elementsAt, type PatchContext } from './locate.ts'
import { openAll } from './node-parts.ts'
import type { Node, ObjectNode } from './tree.ts'
import type { Part, PartValue } from './value-part.ts'

/** A value in the form that an element has in JSON: `node` under `key`, `shadow` under `_key` (json.html#primitive). */
export interface FhirValue {
  readonly key: string
  readonly node?: Node
  readonly shadow?: Node
}

const NUMBERS = new Set(['integer', 'positiveInt', 'unsignedInt', 'decimal'])

/** The JSON of a value for one element. Fails when the element has no such type. */
export function valueFor(element: Element, value: PartValue, context: PatchContext): FhirValue | PatchFailure {
  switch (value.kind) {
    case 'typed':
      return typedValue(element, value, context)
    case 'resource':
      if (element.types[0] !== 'Resource' || !hasForm(value.value, 'Resource')) return wrongType()
      return { key: element.name, ...own('node', value.value, context) }
    case 'parts': {
      const type = element.types[0]!
      if (element.isChoice || isPrimitive(type) || type === 'Resource') return wrongType()
      const node = objectOf(type, value.parts, context)
      return isFailure(node) ? node : { key: element.name, node }
    }
  }
}

function wrongType(): PatchFailure {
  return fail('value', 'does not have the type of the element')
}

type TypedValue = Extract<PartValue, { kind: 'typed' }>

function typedValue(
  element: Element,
  { suffix, value, shadow }: TypedValue,
  context: PatchContext,
): FhirValue | PatchFailure {
  const given = element.types.find((type) => choiceName('', type) === suffix)
  const type = given ?? (element.isChoice ? undefined : primitiveFor(element, suffix))
  if (type === undefined || (value && !hasForm(value, type)) || (shadow && !isPrimitive(type))) return wrongType()
  const key = element.isChoice ? choiceName(element.name, type) : element.name
  return { key, ...own('node', value, context), ...own('shadow', shadow, context) }
}

/** What comes from the patch is taken apart, so that what is empty in it is found. */
function own<Name extends 'node' | 'shadow'>(name: Name, node: Node | undefined, { effort }: PatchContext) {
  const opened = node && openAll(node, effort)
  return (opened ? { [name]: opened } : {}) as { readonly [name in Name]?: Node }
}

/** Clients write codes and uris as valueString, too: where JSON makes no difference, the element's type decides. */
function primitiveFor({ types }: Element, suffix: string): string | undefined {
  const given = suffix[0]!.toLowerCase() + suffix.slice(1)
  const type = types[0]!
  return isPrimitive(type) && PRIMITIVES.has(given) && formOf(given) === formOf(type) ? type : undefined
}

const PRIMITIVES = new Set([
  ...['base64Binary', 'boolean', 'canonical', 'code', 'date', 'dateTime', 'decimal', 'id', 'instant', 'integer'],
  ...['integer64', 'markdown', 'oid', 'positiveInt', 'string', 'time', 'unsignedInt', 'uri', 'url', 'uuid'],
])

type Form = 'boolean' | 'number' | 'string' | 'object'

function formOf(type: string): Form {
  if (!isPrimitive(type)) return 'object'
  if (type === 'boolean') return 'boolean'
  return NUMBERS.has(type) ? 'number' : 'string'
}

function hasForm(node: Node, type: string): boolean {
  const first = Buffer.isBuffer(node) ? node[0] : 0x7b
  switch (formOf(type)) {
    case 'object':
      return first === 0x7b
    case 'string':
      return first === 0x22
    case 'boolean':
      return first === 0x74 || first === 0x66
    case 'number':
      return first === 0x2d || (first! >= 0x30 && first! <= 0x39)
  }
}

/** An object of `type` put together from parts, as elements that have no data type must be (fhirpatch.html). */
function objectOf(type: string, parts: readonly Part[], context: PatchContext): ObjectNode | PatchFailure {
  const object: ObjectNode = { kind: 'object', members: new Map() }
  for (const { name, value } of parts) {
    const failure = addElement(object, type, name, value, context)
    if (failure !== undefined) return failure
  }
  return object
}

/** Adds an element to an object of `type`: at the end of a list, or where there is none yet. */
export function addElement(
  owner: ObjectNode,
  type: string,
  name: string,
  part: PartValue,
  context: PatchContext,
): PatchFailure | undefined {
  const element = context.elements.element(type, name)
  if (element === undefined || isPrimitive(type)) return fail('path', 'names an element that is not known there')
  const value = valueFor(element, part, context)
  if (isFailure(value)) return value
  const present = elementsAt(owner, element, context)
  if (isFailure(present)) return present
  const { length } = present
  if (element.isList) return void spliceList(owner, value, { index: length, length, replaced: 0 }, context.effort)
  if (length > 0) return fail('value', 'is there already, and is not a list')
  return void setElement(owner, value)
}
