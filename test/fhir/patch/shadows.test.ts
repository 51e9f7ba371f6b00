import { expect, test } from 'vitest'
import { applyPatch } from '../../../src/fhir/patch/apply.ts'
import { elementsFrom } from '../../../src/fhir/patch/elements.ts'
import { bodyOf, fhirPatch, operation as op, parameters } from './fixtures/patching.ts'

const rest = { resourceType: 'Patient', id: '1' }
const unknown = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
}

/** Primitives that have no value of their own, only what stands at `_name` (json.html#primitive). */
test.each<[name: string, before: object, operations: object[], after: object]>([
  ['added', {}, [op('add', 'Patient', { name: 'birthDate', value: { _valueDate: unknown } })], { _birthDate: unknown }],
  [
    'in the place of a value',
    { birthDate: '1930', active: true },
    [op('replace', 'Patient.birthDate', { value: { _valueDate: unknown } })],
    { active: true, _birthDate: unknown },
  ],
  [
    'behind one that is alone in its list',
    { name: [{ _given: [unknown] }] },
    [op('add', 'Patient.name', { name: 'given', value: { valueString: 'B' } })],
    { name: [{ _given: [unknown, null], given: [null, 'B'] }] },
  ],
])('a primitive without value is %s', (_, before, operations, after) => {
  expect(fhirPatch({ ...rest, ...before }, parameters(...operations))).toBe(JSON.stringify({ ...rest, ...after }))
})

test.each<[why: string, stored: object, operation: object]>([
  [
    'a choice is made twice',
    { ...rest, deceasedBoolean: false, deceasedDateTime: '2000' },
    op('add', 'Patient', { name: 'deceased', value: { valueBoolean: true } }),
  ],
  [
    'a list is stored as none',
    { ...rest, name: {} },
    op('insert', 'Patient.name', { index: 0, value: { valueHumanName: { family: 'A' } } }),
  ],
  ['the resource says no type', { id: '1', active: true }, op('delete', 'Patient.active')],
])('nothing is patched where %s', (_, stored, operation) => {
  expect(fhirPatch(stored, parameters(operation))).toBe('failed path')
})

test('a JSON Patch is an array', () => {
  const { element } = elementsFrom({})
  const patch = { dialect: 'json-patch', body: bodyOf({ op: 'remove', path: '/active' }) } as const
  expect(applyPatch(bodyOf(rest), patch, { element, elementsOf: () => [] })).toMatchObject({
    refused: 'PARAMETER_INVALID',
  })
})

test('types that are not known have no elements, and an open choice is as wide as the Extension that is known', () => {
  const { element, elementsOf } = elementsFrom({ Basic: ['', 'value[x]:*'] })
  expect(elementsOf('Patient')).toEqual([])
  expect(element('Basic', 'value')?.types).toEqual([])
})
