import { expect, test } from 'vitest'
import { oneReference } from '../../../src/policy/schema/operand.ts'

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
