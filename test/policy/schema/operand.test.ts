import { expect, test } from 'vitest'
import { anyOfValues, oneReference, oneValue } from '../../../src/policy/schema/operand.ts'

test.each([
  ['Organization/north-1', true],
  ['https://fhir.example.org/fhir/Organization/1', true],
  ['urn:oid:1.2.3', true],
  ['user.fhirUser', true],
  ['Organization/', false],
  ['Organization', false],
  ['Organization/a b', false],
  ['urn:a b', false],
])('%s refers to something: %s', (written, expected) => {
  expect(oneReference().safeParse(['resource.subject', written]).success).toBe(expected)
})

const attribute = { root: 'user', path: ['id'] }

test.each<[unknown, unknown]>([
  ['x', { literals: ['x'] }],
  [3, { literals: [3] }],
  ['user.id', { attribute }],
  ['user.', undefined],
  [{ value: 'user.id' }, { literals: ['user.id'] }],
])('%j is a value or an attribute', (written, expected) => {
  expect(oneValue().safeParse(['token.sub', written]).data?.[1]).toEqual(expected)
})

test.each<[unknown, unknown]>([
  ['user.id', { attribute }],
  [['user.id'], { literals: ['user.id'] }],
  [[{ value: 'user.id' }, 'b', true], { literals: ['user.id', 'b', true] }],
  [[], undefined],
])('%j is a list of values or an attribute: a list holds no attributes', (written, expected) => {
  expect(anyOfValues().safeParse(['token.sub', written]).data?.[1]).toEqual(expected)
})
