import { expect, test } from 'vitest'
import { fhirPatch, operation as op, parameters } from './fixtures/patching.ts'

const rest = { resourceType: 'Patient', id: '1' }

test.each<[name: string, before: object, operations: object[], after: object]>([
  [
    'add to a list that is not there makes it',
    {},
    [op('add', 'Patient', { name: 'telecom', value: { valueContactPoint: { value: '1' } } })],
    { telecom: [{ value: '1' }] },
  ],
  [
    'add to a list appends',
    { name: [{ family: 'A' }] },
    [op('add', 'Patient', { name: 'name', value: { valueHumanName: { family: 'B' } } })],
    { name: [{ family: 'A' }, { family: 'B' }] },
  ],
  [
    'add of an element that is no list',
    {},
    [op('add', 'Patient', { name: 'birthDate', value: { valueDate: '1930-01-01' } })],
    { birthDate: '1930-01-01' },
  ],
  [
    'add of a code as string',
    {},
    [op('add', 'Patient', { name: 'gender', value: { valueString: 'other' } })],
    { gender: 'other' },
  ],
  [
    'add of a choice',
    {},
    [op('add', 'Patient', { name: 'deceased', value: { valueDateTime: '2000' } })],
    { deceasedDateTime: '2000' },
  ],
  [
    'add inside an item',
    { name: [{ family: 'A' }, { family: 'B' }] },
    [op('add', 'Patient.name[1]', { name: 'given', value: { valueString: 'C' } })],
    { name: [{ family: 'A' }, { family: 'B', given: ['C'] }] },
  ],
  [
    'add of a part without data type',
    {},
    [
      op('add', 'Patient', {
        name: 'contact',
        value: {
          part: [
            { name: 'name', valueHumanName: { text: 'N' } },
            { name: 'relationship', valueCodeableConcept: { text: '1' } },
            { name: 'relationship', valueCodeableConcept: { text: '2' } },
          ],
        },
      }),
    ],
    { contact: [{ name: { text: 'N' }, relationship: [{ text: '1' }, { text: '2' }] }] },
  ],
  [
    'add of a data type put together from parts',
    {},
    [
      op('add', 'Patient', {
        name: 'name',
        value: {
          part: [
            { name: 'given', valueString: 'A' },
            { name: 'period', part: [{ name: 'start', valueDateTime: '2000' }] },
          ],
        },
      }),
    ],
    { name: [{ given: ['A'], period: { start: '2000' } }] },
  ],
  [
    'add of an extension whose value is a choice',
    {},
    [
      op('add', 'Patient', {
        name: 'extension',
        value: {
          part: [
            { name: 'url', valueUri: 'urn:x' },
            { name: 'value', valueDecimal: 1.5 },
          ],
        },
      }),
    ],
    { extension: [{ url: 'urn:x', valueDecimal: 1.5 }] },
  ],
  [
    'add of a contained resource',
    {},
    [op('add', 'Patient', { name: 'contained', value: { resource: { resourceType: 'Organization', id: 'o' } } })],
    { contained: [{ resourceType: 'Organization', id: 'o' }] },
  ],
  [
    'add inside a contained resource, by its own type',
    { contained: [{ resourceType: 'Organization', id: 'o' }] },
    [op('add', 'Patient.contained[0]', { name: 'alias', value: { valueString: 'x' } })],
    { contained: [{ resourceType: 'Organization', id: 'o', alias: ['x'] }] },
  ],
  [
    'insert first',
    { name: [{ family: 'A' }] },
    [op('insert', 'Patient.name', { index: 0, value: { valueHumanName: { family: 'B' } } })],
    { name: [{ family: 'B' }, { family: 'A' }] },
  ],
  [
    'insert at the end',
    { name: [{ family: 'A' }] },
    [op('insert', 'Patient.name', { index: 1, value: { valueHumanName: { family: 'B' } } })],
    { name: [{ family: 'A' }, { family: 'B' }] },
  ],
  [
    'insert into a list that is not there',
    {},
    [op('insert', 'Patient.name', { index: 0, value: { valueHumanName: { family: 'B' } } })],
    { name: [{ family: 'B' }] },
  ],
  [
    'insert keeps primitives beside their extensions',
    { name: [{ given: ['A', 'B'], _given: [null, { id: 'b' }] }] },
    [op('insert', 'Patient.name.given', { index: 1, value: { valueString: 'M', _valueString: { id: 'm' } } })],
    { name: [{ given: ['A', 'M', 'B'], _given: [null, { id: 'm' }, { id: 'b' }] }] },
  ],
  [
    'add fills up what stands beside',
    { name: [{ given: ['A', 'B'], _given: [{ id: 'a' }] }] },
    [op('add', 'Patient.name', { name: 'given', value: { valueString: 'C' } })],
    { name: [{ given: ['A', 'B', 'C'], _given: [{ id: 'a' }, null, null] }] },
  ],
  ['delete a member', { gender: 'x', active: true }, [op('delete', 'Patient.gender')], { active: true }],
  ['delete what is not there', { active: true }, [op('delete', 'Patient.gender')], { active: true }],
  ['delete below what is not there', { active: true }, [op('delete', 'Patient.name[3].given[0]')], { active: true }],
  ['delete a choice', { deceasedBoolean: false, active: true }, [op('delete', 'Patient.deceased')], { active: true }],
  [
    'delete what only has an extension',
    { active: true, _birthDate: { id: 'x' } },
    [op('delete', 'Patient.birthDate')],
    { active: true },
  ],
  ['delete the last item', { active: true, name: [{ id: 'x' }] }, [op('delete', 'Patient.name')], { active: true }],
  [
    'delete by condition',
    { telecom: [{ system: 'phone' }, { system: 'email' }] },
    [op('delete', "Patient.telecom.where(system = 'email')")],
    { telecom: [{ system: 'phone' }] },
  ],
  [
    'delete takes what stands beside, too',
    { name: [{ given: ['A', 'B'], _given: [{ id: 'a' }, { id: 'b' }] }] },
    [op('delete', 'Patient.name.given[0]')],
    { name: [{ given: ['B'], _given: [{ id: 'b' }] }] },
  ],
  [
    'replace a member in its place',
    { gender: 'x', active: true },
    [op('replace', 'Patient.gender', { value: { valueCode: 'other' } })],
    { gender: 'other', active: true },
  ],
  [
    'replace drops what stood beside',
    { birthDate: '2000', _birthDate: { id: 'x' } },
    [op('replace', 'Patient.birthDate', { value: { valueDate: '2001' } })],
    { birthDate: '2001' },
  ],
  [
    'replace by another choice',
    { multipleBirthInteger: 2, active: true },
    [op('replace', 'Patient.multipleBirth', { value: { valueBoolean: true } })],
    { multipleBirthBoolean: true, active: true },
  ],
  [
    'replace below a condition on a list',
    {
      identifier: [
        { system: 'a', value: '1' },
        { system: 'b', value: '2' },
      ],
    },
    [op('replace', "Patient.identifier.where(system='b').value", { value: { valueString: '3' } })],
    {
      identifier: [
        { system: 'a', value: '1' },
        { system: 'b', value: '3' },
      ],
    },
  ],
  [
    'replace by a condition further down',
    { contact: [{ gender: 'x' }, { name: { use: 'old' } }, { name: { use: 'nickname' } }] },
    [op('replace', "Patient.contact.where( name.use = 'nickname' ).name.use", { value: { valueCode: 'old' } })],
    { contact: [{ gender: 'x' }, { name: { use: 'old' } }, { name: { use: 'old' } }] },
  ],
  [
    'an index counts all that the path leads to',
    { name: [{ given: ['A'] }, { given: ['B', 'C'] }] },
    [op('replace', 'Patient.name.given[2]', { value: { valueString: 'D' } })],
    { name: [{ given: ['A'] }, { given: ['B', 'D'] }] },
  ],
  [
    'move forwards',
    { name: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    [op('move', 'Patient.name', { source: 0, destination: 2 })],
    { name: [{ id: 'b' }, { id: 'c' }, { id: 'a' }] },
  ],
  [
    'move backwards, with what stands beside',
    { name: [{ given: ['A', 'B', 'C'], _given: [null, { id: 'b' }] }] },
    [op('move', 'Patient.name[0].given', { source: 1, destination: 0 })],
    { name: [{ given: ['B', 'A', 'C'], _given: [{ id: 'b' }, null, null] }] },
  ],
  [
    'later operations see earlier ones',
    {},
    [
      op('add', 'Patient', { name: 'name', value: { valueHumanName: { use: 'usual' } } }),
      op('add', "Patient.name.where(use = 'usual')", { name: 'family', value: { valueString: 'A' } }),
    ],
    { name: [{ use: 'usual', family: 'A' }] },
  ],
  [
    'what is empty in a value is left out',
    {},
    [op('add', 'Patient', { name: 'name', value: { valueHumanName: { family: 'A', given: [], period: {} } } })],
    { name: [{ family: 'A' }] },
  ],
  ['no operations', { active: true }, [], { active: true }],
])('%s', (_, before, operations, after) => {
  expect(fhirPatch({ ...rest, ...before }, parameters(...operations))).toBe(JSON.stringify({ ...rest, ...after }))
})

test('Parameters without parameter change nothing', () => {
  expect(fhirPatch(rest, { resourceType: 'Parameters' })).toBe(JSON.stringify(rest))
})

test('a recursive element is known at every depth', () => {
  const item = (linkId: string, more?: object) => ({ linkId, ...more })
  const before = { resourceType: 'Questionnaire', item: [item('1', { item: [item('2')] })] }
  const add = op('add', 'Questionnaire.item.item', {
    name: 'item',
    value: { part: [{ name: 'linkId', valueString: '3' }] },
  })
  const after = { ...before, item: [item('1', { item: [item('2', { item: [item('3')] })] })] }
  expect(fhirPatch(before, parameters(add))).toBe(JSON.stringify(after))
})
