import { type Effort, PLACE_BYTES, spend } from './effort.ts'
import { choiceName, type Element, type Elements, isPrimitive } from './elements.ts'
import { fail, isFailure, type PatchFailure } from './failure.ts'
import type { ElementPath, PathStep } from './fhirpath-syntax.ts'
import { textOf } from './same-value.ts'
import { type Node, type ObjectNode, openArray, openObject, type Slot } from './tree.ts'

/** What a FHIRPath Patch is read against: the FHIR version's elements, and what may still be spent. */
export interface PatchContext {
  readonly elements: Elements
  readonly effort: Effort
}

/** One element of the resource, where a path leads. */
export interface Place {
  readonly type: string
  /** Absent when the element has no value of its own, only `_name`. */
  readonly slot?: Slot
  /** Where it hangs; absent for the resource itself. */
  readonly at?: Branch
}
export interface Branch {
  readonly owner: ObjectNode
  readonly element: Element
  /** The element's name in JSON. */
  readonly key: string
  /** Its place in a list. */
  readonly index?: number
}

type Places = readonly Place[]

/** All that a path leads to in a resource, in order. Fails for names that the types on the way do not have. */
export function locate(root: Slot, path: ElementPath, context: PatchContext): Places | PatchFailure {
  const type = textOf(openObject(root, context.effort)?.members.get('resourceType')?.node ?? root.node)
  if (type !== path.root) return fail('path', 'starts with another type than the resource has')
  let places: Places | PatchFailure = [{ type, slot: root }]
  for (const step of path.steps) {
    places = follow(places, step, context)
    if (isFailure(places)) return places
  }
  return places
}

function follow(places: Places, step: PathStep, context: PatchContext): Places | PatchFailure {
  switch (step.kind) {
    case 'element':
      return childrenOf(places, step.name, context)
    case 'index':
      return places.slice(step.index, step.index + 1)
    case 'where': {
      const kept: Place[] = []
      for (const place of places) {
        const matches = isEqual(place, step.names, step.literal, context)
        if (isFailure(matches)) return matches
        if (matches) kept.push(place)
      }
      return kept
    }
  }
}

/** FHIRPath's `=` between what is below a place and one string: true only for exactly one equal string. */
function isEqual(place: Place, names: readonly string[], literal: string, context: PatchContext) {
  let places: Places | PatchFailure = [place]
  for (const name of names) {
    places = childrenOf(places, name, context)
    if (isFailure(places)) return places
  }
  return places.length === 1 && places[0]!.slot !== undefined && textOf(places[0]!.slot.node) === literal
}

function childrenOf(places: Places, name: string, context: PatchContext): Places | PatchFailure {
  const found: Place[] = []
  for (const place of places) {
    const children = childrenOfOne(place, name, context)
    if (isFailure(children)) return children
    for (const child of children) found.push(child)
  }
  return found
}

function childrenOfOne({ slot, type }: Place, name: string, context: PatchContext): Places | PatchFailure {
  const element = context.elements.element(type, name)
  if (element === undefined || isPrimitive(type)) return fail('path', 'names an element that is not known there')
  const owner = slot && openObject(slot, context.effort)
  if (owner === undefined) return fail('path', 'leads through something that is not an object')
  return elementsAt(owner, element, context)
}

/** What an object has of one element: none, one, or the items of a list. */
export function elementsAt(owner: ObjectNode, element: Element, { effort }: PatchContext): Places | PatchFailure {
  if (!spend(effort, PLACE_BYTES)) return []
  const named = element.types
    .map((type) => ({ type, key: element.isChoice ? choiceName(element.name, type) : element.name }))
    .filter(({ key }) => owner.members.has(key) || owner.members.has(`_${key}`))
  if (named.length === 0) return []
  const { key, type } = named[0]!
  if (named.length > 1) return fail('path', 'leads to a choice that is made twice')
  const at = { owner, element, key }
  const slot = owner.members.get(key)
  if (!element.isList) return [placeOf(type, slot, at, effort)]
  const values = slot && openArray(slot, effort)
  const shadow = owner.members.get(`_${key}`)
  const shadows = shadow && openArray(shadow, effort)
  if ((slot && !values) || (shadow && !shadows)) return fail('path', 'leads to a list that is stored as none')
  const length = Math.max(values?.items.length ?? 0, shadows?.items.length ?? 0)
  if (!spend(effort, length * PLACE_BYTES)) return []
  return Array.from({ length }, (_, index) => placeOf(type, values?.items[index], { ...at, index }, effort))
}

/** A place's type; where any resource may stand, that of the one that does. */
function placeOf(type: string, slot: Slot | undefined, at: Branch, effort: Effort): Place {
  if (slot === undefined) return { type, at }
  if (type !== 'Resource') return { type, slot, at }
  const own: Node | undefined = openObject(slot, effort)?.members.get('resourceType')?.node
  return { type: (own && textOf(own)) ?? type, slot, at }
}
