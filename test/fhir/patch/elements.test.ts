import { expect, test } from 'vitest'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import { loadElements, readElements } from '../../../src/config/definitions/load-elements.ts'
import { fhirPatch, operation, parameters } from './fixtures/patching.ts'

const VERSIONS = ['R4', 'R4B', 'R5'] as const

test.each(VERSIONS)('%s: every type that is named is known', (version) => {
  const table = readElements(version)
  const elements = loadElements(version)
  const types = Object.entries(table).flatMap(([type, rows]) =>
    rows.slice(1).flatMap((row) => elements.element(type, /^\w+/.exec(row)![0])!.types),
  )
  expect(types.length).toBeGreaterThan(4000)
  const unknown = new Set(types.filter((type) => !/^[a-z]/.test(type) && type !== 'Resource' && !(type in table)))
  expect([...unknown]).toEqual([])
})

test.each(VERSIONS)('%s: every resource type has its elements, those of Resource included', (version) => {
  const elements = loadElements(version)
  expect(loadElements(version)).toBe(elements)
  for (const type of loadDefinitions(version).resourceTypes) {
    expect(elements.element(type, 'meta'), type).toEqual({
      name: 'meta',
      isList: false,
      isChoice: false,
      types: ['Meta'],
    })
  }
})

test.each<[type: string, name: string, form: string]>([
  ['Patient', 'name', 'list HumanName'],
  ['Patient', 'birthDate', 'date'],
  ['Patient', 'deceased', 'choice boolean|dateTime'],
  ['Patient', 'contact', 'list Patient.contact'],
  ['Patient.contact', 'name', 'HumanName'],
  ['Patient.contact', 'modifierExtension', 'list Extension'],
  ['Patient', 'contained', 'list Resource'],
  ['Patient', 'id', 'string'],
  ['HumanName', 'given', 'list string'],
  ['Timing', 'repeat', 'Timing.repeat'],
  ['Timing.repeat', 'bounds', 'choice Duration|Range|Period'],
  ['Age', 'value', 'decimal'],
  ['Questionnaire.item', 'item', 'list Questionnaire.item'],
  ['Bundle.entry', 'resource', 'Resource'],
  ['Narrative', 'div', 'xhtml'],
])('R4: %s.%s', (type, name, form) => {
  const element = loadElements('R4').element(type, name)!
  const kind = `${element.isList ? 'list ' : ''}${element.isChoice ? 'choice ' : ''}`
  expect(kind + element.types.join('|')).toBe(form)
})

test.each([
  ['Patient', 'deceasedBoolean'],
  ['Patient', 'resourceType'],
  ['Patient', '__proto__'],
  ['HumanName', 'meta'],
  ['constructor', 'name'],
  ['Nonsense', 'id'],
])('there is no %s.%s', (type, name) => {
  expect(loadElements('R4').element(type, name)).toBeUndefined()
})

test('versions differ', () => {
  const stored = { resourceType: 'Encounter', id: '1' }
  const add = parameters(
    operation('add', 'Encounter', { name: 'class', value: { valueCodeableConcept: { text: 'x' } } }),
  )
  expect(fhirPatch(stored, add, loadElements('R4'))).toBe('failed value')
  expect(fhirPatch(stored, add, loadElements('R5'))).toBe(JSON.stringify({ ...stored, class: [{ text: 'x' }] }))
})

test('a choice of any type takes any', () => {
  const elements = loadElements('R5')
  const types = elements.element('Parameters.parameter', 'value')?.types
  expect(types).toEqual(elements.element('Extension', 'value')?.types)
  expect(types).toContain('CodeableReference')
})
