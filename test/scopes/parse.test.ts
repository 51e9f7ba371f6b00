import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { readScope } from '../../src/scopes/parse.ts'
import { isInertScope, type Scope } from '../../src/scopes/scope.ts'
import { constrained, granting, malformedScopes, otherScopes, unknownTypes } from './cases.ts'

const { isResourceType } = loadDefinitions('R4')

function read(text: string) {
  return readScope(text, isResourceType)
}

describe('a resource scope is read into context, type and permissions', () => {
  test.each(granting)('%s', (text, context, type, letters) => {
    expect(read(text)).toEqual({ text, context, type, permissions: new Set(letters), constraints: [] })
  })
})

describe('a granular scope keeps its criteria, decoded once', () => {
  test.each(constrained)('%s', (text, criteria) => {
    const scope = read(text) as Scope
    expect(isInertScope(scope)).toBe(false)
    expect(scope.constraints.map(({ parameter, value }) => [parameter, value])).toEqual(criteria)
  })
})

describe.each([
  ['not-a-resource-scope', otherScopes],
  ['unknown-type', unknownTypes],
  ['malformed', malformedScopes],
])('%s', (why, texts) => {
  test.each(texts.map((text) => [text]))('%j', (text) => {
    expect(read(text)).toEqual({ text, why })
  })
})

test('types are those of the FHIR version', () => {
  const r5 = loadDefinitions('R5').isResourceType
  expect(read('user/Transport.rs')).toEqual({ text: 'user/Transport.rs', why: 'unknown-type' })
  expect(isInertScope(readScope('user/Transport.rs', r5))).toBe(false)
  expect(readScope('user/Media.rs', r5)).toEqual({ text: 'user/Media.rs', why: 'unknown-type' })
})

test('a scope that is too long is not read, and its text is cut', () => {
  const value = (length: number) => `user/Observation.rs?category=${'a'.repeat(length - 29)}`
  expect(isInertScope(read(value(1024)))).toBe(false)
  expect(read(value(1025))).toEqual({ text: value(1024), why: 'malformed' })
  expect(read(`user/Patient.rs${'s'.repeat(1_000_000)}`)).toMatchObject({ why: 'malformed' })
})
