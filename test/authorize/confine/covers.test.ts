import { expect, test } from 'vitest'
import { elementsFor } from '../../../src/authorize/confine/covers.ts'
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
