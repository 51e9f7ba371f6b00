import { expect, test } from 'vitest'
import { authorize } from '../../../src/authorize/authorize.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import { get, languageOf } from '../../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../../fixtures/principal.ts'
import { underRules } from './outcome.ts'

const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const bundle = (type: string, ...urls: string[]) => ({
  resourceType: 'Bundle',
  type,
  entry: urls.map((url) => ({ request: { method: 'GET', url } })),
})

test('a denial says how the rule wants it to look', () => {
  const { decide } = underRules(
    `${most}, { id: no, effect: deny, match: { resources: [Flag] }, denialStyle: not-found }`,
  )
  expect(decide('GET /Flag/1')).toMatchObject({ effect: 'deny', style: 'not-found', cause: 'policy' })
  expect(decide('GET /Flag/1')).not.toHaveProperty('stepUp')
  expect(decide('POST /', bundle('transaction', 'Patient/1', 'Flag/1'))).toMatchObject({
    effect: 'deny',
    style: 'not-found',
    reason: { code: 'ENTRY_DENIED' },
  })
  const plain = underRules(`${most}, { id: no, effect: deny, match: { resources: [Flag] } }`)
  expect(plain.decide('POST /', bundle('transaction', 'Flag/1'))).not.toHaveProperty('style')
})

test('a denial says which login would do', () => {
  const { decide } = underRules(
    '{ id: a, effect: permit, match: { interactions: ["*"] }, obligations: [{ stepUp: { acr: [aal2], maxAge: 10m } }] }',
  )
  const stepUp = { acr: ['aal2'], maxAge: 600 }
  expect(decide('GET /Flag/1')).toMatchObject({ effect: 'deny', stepUp, reason: { code: 'STEP_UP_NEEDED' } })
  expect(decide('POST /', bundle('transaction', 'Flag/1'))).toMatchObject({ effect: 'deny', stepUp })
})

test('the reason names each permission that is missing, once, with what it is needed for', () => {
  const { definitions } = languageOf()
  const search = get(
    '/Observation?patient.name=x&encounter:Encounter.status=y&encounter:Encounter.class=z',
  ) as SingleInteraction
  const decision = authorize(search, callerWith('user/Patient.s', definitions), authorityOf(definitions), circumstances)
  expect(decision.reason).toMatchObject({
    code: 'SCOPE_MISSING',
    detail: 'no scope grants Observation.s (target), Encounter.s (chained)',
  })
})
