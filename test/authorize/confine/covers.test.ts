import { expect, test } from 'vitest'
import { covers, elementsFor } from '../../../src/authorize/confine/covers.ts'
import { languageOf } from '../../fixtures/language.ts'
import { authorityOf, callerWith } from '../../fixtures/principal.ts'

const { definitions } = languageOf()

test.each([
  ['patient/Observation.rs', ['performer', 'subject']],
  ['user/Observation.rs', []],
  ['user/Observation.rs?status=final', ['status']],
  ['patient/Observation.rs?status=final', ['performer', 'status', 'subject']],
])('of a resource a scope looks at whose it is and at what it constrains: %s', (scope, elements) => {
  const { grants } = callerWith(scope, definitions, 'p1')
  const context = scope.startsWith('user') ? 'user' : 'patient'
  const grant = grants.find(context, 'Observation', 'r')!
  expect([...elementsFor(grant, 'Observation', authorityOf(definitions))].sort()).toEqual(elements)
})

test('of a type that FHIR does not have it looks at nothing, and covers none', () => {
  const { grants } = callerWith('user/*.rs?_tag=a', definitions)
  const grant = grants.find('user', 'Invented', 'r')!
  const invented = { resourceType: 'Invented', meta: { tag: [{ code: 'a' }] } }
  expect(elementsFor(grant, 'Invented', authorityOf(definitions))).toEqual([])
  expect(covers(grant, 'Invented', invented, authorityOf(definitions))).toBe(false)
  expect(covers(grant, 'Basic', { ...invented, resourceType: 'Basic' }, authorityOf(definitions))).toBe(true)
})
