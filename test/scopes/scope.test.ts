import { expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { readScope } from '../../src/scopes/parse.ts'
import { type Permission, writeScope } from '../../src/scopes/scope.ts'

test.each([
  ['user', 'Observation', 'sr', 'user/Observation.rs'],
  ['system', '*', 'sdurc', 'system/*.cruds'],
  ['patient', 'Patient', 'u', 'patient/Patient.u'],
] as const)('%s %s %s is written %s, which reads back', (context, type, letters, text) => {
  const permissions = new Set(letters as Iterable<Permission>)
  expect(writeScope(context, type, permissions)).toBe(text)
  expect(readScope(text, loadDefinitions('R4').isResourceType)).toMatchObject({ context, type, permissions })
})
