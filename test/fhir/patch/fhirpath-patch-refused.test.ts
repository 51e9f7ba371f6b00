import { expect, test } from 'vitest'
import { fhirPatch, operation as op, parameters } from './fixtures/patching.ts'

const stored = {
  resourceType: 'Patient',
  id: '1',
  active: true,
  birthDate: '1930-01-01',
  deceasedBoolean: false,
  maritalStatus: { text: 'x' },
  name: [
    { family: 'A', given: ['B', 'C'] },
    { use: 'old', given: ['B'] },
  ],
}
const text = { valueString: 'x' }

function part(...parts: object[]) {
  return { name: 'operation', part: parts }
}
const type = { name: 'type', valueCode: 'delete' }
const path = { name: 'path', valueString: 'Patient.active' }

/** Not a FHIRPath Patch as it is read here, whatever it would be applied to. */
test.each<[why: string, patch: object]>([
  ['another resource', { resourceType: 'Patient', parameter: [] }],
  ['no resource', { parameter: [] }],
  ['parameter is no list', { resourceType: 'Parameters', parameter: part(type, path) }],
  ['parameter holds a string', { resourceType: 'Parameters', parameter: ['operation'] }],
  ['a parameter has no name', parameters({ part: [type, path] })],
  ['a parameter has another name', parameters({ name: 'change', part: [type, path] })],
  ['a parameter has a value', parameters({ name: 'operation', valueString: 'delete' })],
  ['a parameter has a value and parts', parameters({ ...part(type, path), valueString: 'x' })],
  ['an operation has no parts', parameters({ name: 'operation' })],
  ['part is no list', parameters({ name: 'operation', part: { ...type } })],
  ['no type', parameters(part(path))],
  ['no path', parameters(part(type))],
  ['an unknown part', parameters(part(type, path, { name: 'resource', valueString: 'x' }))],
  ['a part twice', parameters(part(type, path, { ...path, valueString: 'Patient.name' }))],
  ['a part with two values', parameters(part(type, { ...path, valueUri: 'Patient.name' }))],
  ['a part without value', parameters(part(type, { name: 'path' }))],
  ['an unknown type', parameters(op('upsert', 'Patient.active'))],
  ['a type in capitals', parameters(op('DELETE', 'Patient.active'))],
  ['a type that is no code', parameters(part({ name: 'type', valueUri: 'delete' }, path))],
  ['a path that is no string', parameters(part(type, { name: 'path', valueInteger: 1 }))],
  ['a path that is an object', parameters(part(type, { name: 'path', valueString: { a: 1 } }))],
  ['add without name', parameters(op('add', 'Patient', { value: text }))],
  ['add without value', parameters(op('add', 'Patient', { name: 'gender' }))],
  ['insert without index', parameters(op('insert', 'Patient.name', { value: text }))],
  ['insert without value', parameters(op('insert', 'Patient.name', { index: 0 }))],
  ['insert at a negative index', parameters(op('insert', 'Patient.name', { index: -1, value: text }))],
  ['insert at a fraction', parameters(op('insert', 'Patient.name', { index: 0.5, value: text }))],
  ['replace without value', parameters(op('replace', 'Patient.active'))],
  ['move without source', parameters(op('move', 'Patient.name', { destination: 0 }))],
  ['move without destination', parameters(op('move', 'Patient.name', { source: 0 }))],
])('refused: %s', (_, patch) => {
  expect(fhirPatch(stored, patch)).toBe('refused PARAMETER_INVALID')
})

test.each([
  '',
  'active',
  'patient.active',
  'Patient.',
  '.active',
  'Patient..active',
  'Patient active',
  ' Patient.active',
  'Patient.active ',
  'Patient/active',
  'Patient.name.first()',
  'Patient.name.given.first()',
  'Patient.name.exists()',
  'Patient.managingOrganization.resolve()',
  'Patient.descendants()',
  'Patient.name[-1]',
  'Patient.name[x]',
  'Patient.name[0',
  'Patient.name[$index]',
  'Patient.name[9999999999]',
  'Patient.deceased[x]',
  'Patient.deceased.ofType(boolean)',
  'Patient.deceased as boolean',
  '(Patient.deceased as boolean)',
  'Patient.active | Patient.name',
  'Patient.name + Patient.name',
  "Patient.name.where(use = 'old' or true)",
  "Patient.name.where(use != 'old')",
  "Patient.name.where(use ~ 'old')",
  'Patient.name.where(use = old)',
  'Patient.name.where(use = "old")',
  'Patient.name.where(true)',
  'Patient.name.where()',
  "Patient.name.where('old' = use)",
  "Patient.name.where($this.use = 'old')",
  "Patient.name.where(given[0] = 'B')",
  "Patient.name.where(use = 'o\\'ld')",
  "Patient.name.where(use = 'a' = 'b')",
  "Patient.extension('urn:x')",
  "Patient.name.where(use = 'old').where",
  "Patient.name.where(use = 'old'",
  '%resource.active',
  '`Patient`.active',
  'Patient.`name`',
  'Patient.__proto__',
  'Patient.active\n',
  `Patient.${'a'.repeat(1000)}`,
])('refused: the path %j', (given) => {
  const outcome = given.endsWith('.where') ? 'failed path' : 'refused PARAMETER_INVALID'
  expect(fhirPatch(stored, parameters(op('delete', given)))).toBe(outcome)
})

test('refused: more than a thousand operations', () => {
  const operations = Array.from({ length: 1001 }, () => op('delete', 'Patient.photo'))
  expect(fhirPatch(stored, parameters(...operations))).toBe('refused TOO_MANY_PARAMETERS')
  expect(fhirPatch(stored, parameters(...operations.slice(1)))).toBe(JSON.stringify(stored))
})

/** A FHIRPath Patch that does not fit the resource. */
test.each<[why: string, operation: object, outcome: 'path' | 'value']>([
  ['another type', op('delete', 'Observation.active'), 'path'],
  ['an abstract type', op('delete', 'Resource.active'), 'path'],
  ['the resource itself deleted', op('delete', 'Patient'), 'path'],
  ['the resource itself replaced', op('replace', 'Patient', { value: { resource: stored } }), 'path'],
  ['an element that is not known', op('delete', 'Patient.weight'), 'path'],
  ['a name of the prototype', op('delete', 'Patient.constructor'), 'path'],
  ['a choice by its JSON name', op('delete', 'Patient.deceasedBoolean'), 'path'],
  ['the type as an element', op('replace', 'Patient.resourceType', { value: text }), 'path'],
  ['something below a primitive', op('delete', 'Patient.birthDate.extension'), 'path'],
  ['something below a string', op('add', 'Patient.name.family', { name: 'id', value: text }), 'path'],
  ['a condition on an element not known', op('delete', "Patient.name.where(colour = 'x')"), 'path'],
  ['several deleted', op('delete', 'Patient.name'), 'path'],
  ['several deleted below', op('delete', 'Patient.name.given'), 'path'],
  ['several replaced', op('replace', 'Patient.name', { value: { valueHumanName: {} } }), 'path'],
  ['several added to', op('add', 'Patient.name', { name: 'family', value: text }), 'path'],
  ['a condition that nothing meets', op('replace', "Patient.name.where(use = 'x')", { value: text }), 'path'],
  ['a condition on a list of two', op('replace', "Patient.name.where(given = 'C').family", { value: text }), 'path'],
  ['a condition on a boolean', op('add', "Patient.where(active = 'true')", { name: 'gender', value: text }), 'path'],
  ['replace what is not there', op('replace', 'Patient.gender', { value: text }), 'path'],
  ['replace the item after the last', op('replace', 'Patient.name[2]', { value: { valueHumanName: {} } }), 'path'],
  ['add below what is not there', op('add', 'Patient.contact', { name: 'gender', value: text }), 'path'],
  ['add an element not known', op('add', 'Patient', { name: 'weight', value: text }), 'path'],
  ['add by a JSON name', op('add', 'Patient', { name: 'multipleBirthInteger', value: { valueInteger: 1 } }), 'path'],
  ['add beside the resource', op('add', 'Patient', { name: '_birthDate', value: text }), 'path'],
  ['add __proto__', op('add', 'Patient', { name: '__proto__', value: text }), 'path'],
  ['insert beyond the end', op('insert', 'Patient.name', { index: 3, value: { valueHumanName: {} } }), 'path'],
  ['insert into no list', op('insert', 'Patient.maritalStatus', { index: 0, value: text }), 'path'],
  ['insert into an item', op('insert', 'Patient.name[0]', { index: 0, value: text }), 'path'],
  ['insert into lists of several', op('insert', 'Patient.name.given', { index: 0, value: text }), 'path'],
  ['insert into the resource', op('insert', 'Patient', { index: 0, value: text }), 'path'],
  ['move from beyond the end', op('move', 'Patient.name', { source: 2, destination: 0 }), 'path'],
  ['move beyond the end', op('move', 'Patient.name', { source: 0, destination: 2 }), 'path'],
  ['move in a list that is not there', op('move', 'Patient.photo', { source: 0, destination: 0 }), 'path'],
  ['add what is there', op('add', 'Patient', { name: 'birthDate', value: { valueDate: '2000' } }), 'value'],
  ['add another choice', op('add', 'Patient', { name: 'deceased', value: { valueDateTime: '2000' } }), 'value'],
  ['a type the element has not', op('add', 'Patient', { name: 'name', value: { valueAddress: {} } }), 'value'],
  ['a type the choice has not', op('add', 'Patient', { name: 'multipleBirth', value: { valueString: '1' } }), 'value'],
  ['a string for a boolean', op('replace', 'Patient.active', { value: text }), 'value'],
  ['a number for a string', op('replace', 'Patient.birthDate', { value: { valueInteger: 1930 } }), 'value'],
  ['a lie about the type', op('replace', 'Patient.active', { value: { valueBoolean: 'true' } }), 'value'],
  ['an object as string', op('replace', 'Patient.birthDate', { value: { valueDate: { x: 1 } } }), 'value'],
  ['a string as data type', op('add', 'Patient', { name: 'name', value: { valueHumanName: 'A' } }), 'value'],
  ['a list for an item', op('add', 'Patient', { name: 'name', value: { valueHumanName: [{}] } }), 'value'],
  ['null', op('replace', 'Patient.active', { value: { valueBoolean: null } }), 'value'],
  ['a resource for a data type', op('add', 'Patient', { name: 'name', value: { resource: stored } }), 'value'],
  ['no resource in contained', op('add', 'Patient', { name: 'contained', value: { valueReference: {} } }), 'value'],
  ['a string as resource', op('add', 'Patient', { name: 'contained', value: { resource: 'x' } }), 'value'],
  ['parts for a primitive', op('add', 'Patient', { name: 'gender', value: { part: [] } }), 'value'],
  ['parts for a choice', op('replace', 'Patient.deceased', { value: { part: [] } }), 'value'],
  ['parts for a resource', op('add', 'Patient', { name: 'contained', value: { part: [] } }), 'value'],
  [
    'a part twice that is no list',
    op('add', 'Patient', {
      name: 'name',
      value: {
        part: [
          { name: 'family', ...text },
          { name: 'family', ...text },
        ],
      },
    }),
    'value',
  ],
  [
    'a part that is not known',
    op('add', 'Patient', { name: 'contact', value: { part: [{ name: 'colour', ...text }] } }),
    'path',
  ],
  ['the id replaced', op('replace', 'Patient.id', { value: { valueId: '2' } }), 'value'],
  ['the id deleted', op('delete', 'Patient.id'), 'value'],
])('failed: %s', (_, operation, outcome) => {
  expect(fhirPatch(stored, parameters(operation))).toBe(`failed ${outcome}`)
  const around = op('delete', 'Patient.photo')
  expect(fhirPatch(stored, parameters(around, operation, around))).toBe(`failed ${outcome}`)
})

test.each<[why: string, resource: object, path: string]>([
  ['a list stored as an object', { name: { family: 'A' } }, 'Patient.name'],
  ['a list beside stored as an object', { name: [{ given: ['A'], _given: {} }] }, 'Patient.name.given'],
  ['an object stored as a list', { maritalStatus: [{ text: 'x' }] }, 'Patient.maritalStatus.text'],
  ['an object stored as a string', { maritalStatus: 'x' }, 'Patient.maritalStatus.text'],
  ['a choice made twice', { deceasedBoolean: true, deceasedDateTime: '2000' }, 'Patient.deceased'],
  ['a contained resource without type', { contained: [{ id: 'x' }] }, 'Patient.contained[0].name'],
])('failed: stored otherwise than FHIR has it, %s', (_, resource, given) => {
  const stored = { resourceType: 'Patient', id: '1', ...resource }
  expect(fhirPatch(stored, parameters(op('delete', given)))).toBe('failed path')
})
