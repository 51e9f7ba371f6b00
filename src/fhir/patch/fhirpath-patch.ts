import { moveItem, removeElement, replaceElement, spliceList } from './edits.ts'
import type { Element } from './elements.ts'
import { fail, isFailure, type PatchFailure } from './failure.ts'
import { addElement, valueFor } from './fhir-value.ts'
import type { FhirOperation } from './fhirpath-patch-syntax.ts'
import type { ElementPath } from './fhirpath-syntax.ts'
import { elementsAt, locate, type PatchContext, type Place } from './locate.ts'
import { type ObjectNode, openObject, type Slot } from './tree.ts'
import type { PartValue } from './value-part.ts'

/** Applies one operation (fhirpatch.html) to the resource in `root`, which must be thrown away when it fails. */
export function applyFhirOperation(
  root: Slot,
  operation: FhirOperation,
  context: PatchContext,
): PatchFailure | undefined {
  const { path } = operation
  switch (operation.type) {
    case 'add':
      return add(root, operation, context)
    case 'delete':
      return remove(root, path, context)
    case 'replace': {
      const place = onePlace(root, path, context)
      return isFailure(place) ? place : replace(place, operation.value, context)
    }
    case 'insert': {
      const list = listAt(root, path, context)
      return isFailure(list) ? list : insert(list, operation, context)
    }
    case 'move': {
      const list = listAt(root, path, context)
      return isFailure(list) ? list : move(list, operation, context)
    }
  }
}

type Operation<Type extends FhirOperation['type']> = Extract<FhirOperation, { type: Type }>

function add(root: Slot, { path, name, value }: Operation<'add'>, context: PatchContext): PatchFailure | undefined {
  const place = onePlace(root, path, context)
  if (isFailure(place)) return place
  const owner = place.slot && openObject(place.slot, context.effort)
  if (owner === undefined) return fail('path', 'leads to something that has no elements')
  return addElement(owner, place.type, name, value, context)
}

/** It is no failure when there is nothing to delete. */
function remove(root: Slot, path: ElementPath, context: PatchContext): PatchFailure | undefined {
  const places = locate(root, path, context)
  if (isFailure(places)) return places
  if (places.length > 1) return fail('path', 'leads to several elements')
  if (places.length === 0) return undefined
  const { at } = places[0]!
  return at ? void removeElement(at, context.effort) : wholeResource()
}

function insert(
  { owner, element, length }: List,
  { index, value: part }: Operation<'insert'>,
  context: PatchContext,
): PatchFailure | undefined {
  if (index > length) return fail('path', 'index is beyond the end of the list')
  const value = valueFor(element, part, context)
  return isFailure(value) ? value : void spliceList(owner, value, { index, length, replaced: 0 }, context.effort)
}

function move(
  { owner, element, length }: List,
  { source, destination }: Operation<'move'>,
  context: PatchContext,
): PatchFailure | undefined {
  if (Math.max(source, destination) >= length) return fail('path', 'source or destination is not in the list')
  return void moveItem(owner, element.name, { source, destination, length }, context.effort)
}

function wholeResource(): PatchFailure {
  return fail('path', 'leads to the resource itself')
}

function onePlace(root: Slot, path: ElementPath, context: PatchContext): Place | PatchFailure {
  const places = locate(root, path, context)
  if (isFailure(places)) return places
  return places.length === 1
    ? places[0]!
    : fail('path', places.length === 0 ? 'leads nowhere' : 'leads to several elements')
}

function replace({ at }: Place, part: PartValue, context: PatchContext): PatchFailure | undefined {
  if (at === undefined) return wholeResource()
  const value = valueFor(at.element, part, context)
  if (isFailure(value)) return value
  const { owner, index } = at
  if (index === undefined) replaceElement(at, value, context.effort)
  else spliceList(owner, value, { index, length: index + 1, replaced: 1 }, context.effort)
  return undefined
}

interface List {
  readonly owner: ObjectNode
  readonly element: Element
  readonly length: number
}

/** The list that a path names as a whole. One that has no items yet is a list, too. */
function listAt(root: Slot, { root: type, steps }: ElementPath, context: PatchContext): List | PatchFailure {
  const last = steps.at(-1)
  if (last?.kind !== 'element') return fail('path', 'does not name a list')
  const place = onePlace(root, { root: type, steps: steps.slice(0, -1) }, context)
  if (isFailure(place)) return place
  const element = context.elements.element(place.type, last.name)
  const owner = place.slot && openObject(place.slot, context.effort)
  if (!element?.isList || owner === undefined) return fail('path', 'does not name a list')
  const items = elementsAt(owner, element, context)
  return isFailure(items) ? items : { owner, element, length: items.length }
}
