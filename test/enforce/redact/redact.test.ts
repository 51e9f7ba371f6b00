import { expect, test } from 'vitest'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { redactResource } from '../../../src/enforce/redact/redact.ts'
import { isRedactedTag, redactedTag } from '../../../src/enforce/redact/redacted-tag.ts'
import type { Redaction } from '../../../src/policy/language.ts'

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
}
const meta = { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }] }

function redactions(style: Redaction['style'], ...paths: readonly string[]): readonly Redaction[] {
  return paths.map((path) => ({ type: 'Patient', path: path.split('.'), style }))
}

function redacted(resource: object, ...all: readonly Redaction[]): unknown {
  const bytes = redactResource(Buffer.from(JSON.stringify({ resourceType: 'Patient', ...resource })), all, () => all)
  return Buffer.isBuffer(bytes) ? JSON.parse(bytes.toString()) : bytes
}

test.each<[string, object, readonly Redaction[], object | undefined]>([
  ['nothing of it there', { gender: 'other' }, redactions('remove', 'birthDate'), undefined],
  ['a primitive', { birthDate: '1980', gender: 'x' }, redactions('remove', 'birthDate'), { gender: 'x' }],
  ['its extensions alone', { _birthDate: { id: 'a' } }, redactions('remove', 'birthDate'), {}],
  ['the narrative with it', { text: { div: 'x' }, birthDate: '1980' }, redactions('remove', 'birthDate'), {}],
  [
    'the narratives of sections and of resources inside, no text of other kinds',
    {
      birthDate: '1980',
      section: [{ text: { div: 'x' }, title: 'a' }, { text: { _div: {} } }],
      contained: [{ resourceType: 'Basic', text: { status: 'x' } }],
      maritalStatus: { text: 'x' },
      note: [{ text: { value: 'x' } }],
    },
    redactions('remove', 'birthDate'),
    {
      section: [{ title: 'a' }, {}],
      contained: [{ resourceType: 'Basic' }],
      maritalStatus: { text: 'x' },
      note: [{ text: { value: 'x' } }],
    },
  ],
  [
    'a list in objects',
    { address: [{ line: ['x'], city: 'C' }, { line: ['y'] }] },
    redactions('remove', 'address.line'),
    { address: [{ city: 'C' }] },
  ],
  ['what is left empty', { contact: [{ name: { text: 'x' } }] }, redactions('remove', 'contact.name.text'), {}],
  ['any choice', { deceasedDateTime: '2000', _deceasedDateTime: {} }, redactions('remove', 'deceased[x]'), {}],
  ['no other element that begins alike', { deceasedly: 1 }, redactions('remove', 'deceased[x]'), undefined],
  ['a primitive, marked', { birthDate: '1980' }, redactions('redact', 'birthDate'), { _birthDate: MASKED }],
  [
    'primitives, without their number',
    { name: [{ given: ['a', 'b'] }] },
    redactions('redact', 'name.given'),
    { name: [{ _given: [MASKED] }] },
  ],
  ['an object, marked', { name: [{ family: 'x' }, { family: 'y' }] }, redactions('redact', 'name'), { name: [MASKED] }],
  [
    'text, masked',
    { name: [{ family: 'x', _family: { id: 'a' } }] },
    redactions('mask-value', 'name.family'),
    { name: [{ family: '***' }] },
  ],
  ['a date is no text', { birthDate: '1980-01-01' }, redactions('mask-value', 'birthDate'), { _birthDate: MASKED }],
  [
    'a number is no text',
    { multipleBirthInteger: 2 },
    redactions('mask-value', 'multipleBirth[x]'),
    { _multipleBirthInteger: MASKED },
  ],
  [
    'an extension of a primitive',
    { birthDate: '1980', _birthDate: { extension: [{ url: 'x' }] } },
    redactions('remove', 'birthDate.extension'),
    { birthDate: '1980' },
  ],
])('takes out %s', (_name, resource, all, left) => {
  expect(redacted(resource, ...all)).toEqual(left && { resourceType: 'Patient', ...left, meta })
})

test('other bytes stay as they were', () => {
  const bytes = Buffer.from('{ "resourceType":"Patient", "x":1.500 ,"birthDate":"1980","y" : [ 1E2 ]}')
  const left = redactResource(bytes, redactions('remove', 'birthDate'), undefined) as Buffer
  expect(left.toString()).toContain('"x":1.500')
  expect(left.toString()).toContain('[ 1E2 ]')
})

test.each([
  ['contained', { contained: [{ resourceType: 'Patient', birthDate: '1980' }] }],
  [
    'an entry of a Bundle in it',
    {
      entry: [
        { resource: { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient', birthDate: '1980' } }] } },
      ],
    },
  ],
  ['a parameter', { parameter: [{ part: [{ resource: { resourceType: 'Patient', birthDate: '1980' } }] }] }],
])('looks into %s', (_name, inside) => {
  const all = redactions('remove', 'birthDate')
  const bytes = Buffer.from(JSON.stringify({ resourceType: 'Basic', text: { div: '1980' }, ...inside }))
  const left = redactResource(bytes, [], (type) => (type === 'Patient' ? all : [])) as Buffer
  expect(left.toString()).not.toContain('1980')
  expect(left.toString()).toContain('REDACTED')
})

test('a resource inside is found by an escaped name, too, and may hide the whole', () => {
  const bytes = Buffer.from('{"resourceType":"Basic","contained":[{"resource\\u0054ype":"Patient"}]}')
  expect(redactResource(bytes, [], () => 'hide')).toBe('hide')
  expect(redactResource(bytes, [], () => [])).toBeUndefined()
})

test.each([
  ['a name twice on the way', '{"resourceType":"Patient","name":{"a":1,"a":2}}', 'name.family'],
  ['a name twice below', '{"resourceType":"Patient","name":[{"a":1,"a":2}]}', 'name.family'],
  ['no place for the label', '{"resourceType":"Patient","meta":1,"birthDate":"1980"}', 'birthDate'],
])('refuses %s', (_name, text, path) => {
  expect(() => redactResource(Buffer.from(text), redactions('remove', path), undefined)).toThrow(AnswerError)
})

test('has a tag of its own', () => {
  const tag = redactedTag('W/"7"', Buffer.from('x'))
  expect([isRedactedTag(tag), isRedactedTag('W/"7"'), tag === redactedTag('W/"7"', Buffer.from('y'))]).toEqual([
    true,
    false,
    false,
  ])
})
