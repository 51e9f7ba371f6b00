import type { Effort } from '../../fhir/patch/effort.ts'
import { textOf } from '../../fhir/patch/same-value.ts'
import { memberSlot, type Node, type ObjectNode, openNode } from '../../fhir/patch/tree.ts'
import type { Redaction } from '../../policy/language.ts'
import { AnswerError } from '../bundle/error.ts'

/** Says that a value is there but not shown (extension-data-absent-reason.html). */
const MASKED =
  '{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}'

/** Dates and times are texts in JSON, but three stars are none of them (datatypes.html#dateTime). */
const TEMPORAL = /^(?:\d{4}(?:-\d\d(?:-\d\d(?:T.*)?)?)?|\d\d:\d\d:\d\d.*)$/

/** What may be known of a value without its type. */
interface Shape {
  readonly isList: boolean
  readonly isComplex: boolean
  readonly holdsResource: boolean
  /** Every one of its values is text that can be masked. */
  readonly isText: boolean
  readonly length: number
}

/** Takes one element out of the object that has it, in the way that is asked for; `_name` goes with it (json.html#primitive). */
export function maskElement(owner: ObjectNode, name: string, style: Redaction['style'], effort: Effort): void {
  const { members } = owner
  const value = members.get(name)?.node
  const shape = shapeOf(value ?? (members.get(`_${name}`)?.node as Node), effort, value !== undefined)
  if (style === 'remove' || shape.holdsResource) {
    members.delete(name)
    members.delete(`_${name}`)
    return
  }
  const inList = (text: string) => Buffer.from(shape.isList ? `[${text}]` : text)
  if (shape.isComplex) {
    members.set(name, memberSlot(name, inList(MASKED)))
    members.delete(`_${name}`)
  } else if (style === 'mask-value' && shape.isText) {
    members.set(name, memberSlot(name, inList(Array(shape.length).fill('"***"').join(','))))
    members.delete(`_${name}`)
  } else {
    members.delete(name)
    members.set(`_${name}`, memberSlot(`_${name}`, inList(MASKED)))
  }
}

function shapeOf(node: Node, effort: Effort, isValue: boolean): Shape {
  const opened = openNode(node, effort)
  if (opened === undefined) throw new AnswerError('malformed', 'an element to redact')
  const isList = !Buffer.isBuffer(opened) && opened.kind === 'array'
  const items = isList ? opened.items.map((item) => openNode(item.node, effort)) : [opened]
  if (items.includes(undefined)) throw new AnswerError('malformed', 'an element to redact')
  const objects = items.filter((item): item is ObjectNode => !Buffer.isBuffer(item) && item?.kind === 'object')
  const texts = items.map((item) => (item === undefined ? undefined : textOf(item)))
  return {
    isList,
    isComplex: isValue && objects.length > 0,
    holdsResource: objects.some(({ members }) => members.has('resourceType')),
    isText: isValue && texts.every((text) => text !== undefined && !TEMPORAL.test(text)),
    length: items.length,
  }
}
