import { describe, expect, test } from 'vitest'
import { isConfined } from '../../../src/authorize/confine/confinement.ts'
import { confineOperation } from '../../../src/authorize/confine/operation.ts'
import { obligationsOf } from '../../../src/authorize/obligations.ts'
import type { OpenOperation } from '../../../src/authorize/operations.ts'
import type { OperationInteraction, SingleInteraction } from '../../../src/fhir/interaction.ts'
import { get, languageOf } from '../../fixtures/language.ts'
import { authorityOf } from '../../fixtures/principal.ts'
import { outcome } from './outcome.ts'

const { definitions } = languageOf()

describe('an operation that the site opens itself', () => {
  const expand: OpenOperation = {
    name: 'expand',
    levels: ['type'],
    types: ['ValueSet'],
    permission: 'r',
    reveals: ['ValueSet'],
  }
  const confine = (operations: readonly OpenOperation[]) =>
    confineOperation(get('/ValueSet/$expand?url=http://x') as OperationInteraction, 'p1', {
      ...authorityOf(definitions),
      operations,
    })

  test.each<[string, readonly OpenOperation[], boolean]>([
    ['no other', [], true],
    ['another', [{ ...expand, name: 'lookup' }], true],
    ['this one: it may mean something else', [expand], false],
  ])('%s', (_, operations, expected) => {
    expect(isConfined(confine(operations))).toBe(expected)
  })
})

test('what comes along may be held in another context, what is asked may not', () => {
  const asked = 'GET /Patient?_revinclude=Observation:subject'
  expect(outcome('user/Patient.rs system/Observation.rs', asked)).toBe('GET Patient?_revinclude=Observation:subject')
  expect(outcome('user/Patient.rs', asked)).toBe('GET Patient, without _revinclude=Observation:subject')
  expect(outcome('user/Patient.rs system/Observation.rs', 'GET /Patient?_has:Observation:subject:code=x')).toBe(
    'SCOPE_MISSING',
  )
})

test.each([
  ['GET /Patient/p1/$everything?_type=Observation', 'GET Patient/p1/$everything?_type=Observation, drop-total'],
  ['GET /Patient/p1/$everything', 'GET Patient/p1/$everything'],
])('the total of a record of some types counts what is hidden: %s', (request, expected) => {
  expect(outcome('user/*.rs', request)).toBe(expected)
})

test.each([
  ['/Observation/1/_history', 'r'],
  ['/Observation/_history', 's'],
  ['/Observation/1', 'r'],
  ['/Observation', 's'],
])('what %s finds needs %s', (target, permission) => {
  const duties = obligationsOf(get(target) as SingleInteraction, [], () => true, [])
  const guard = duties.find((duty) => duty.kind === 'guard')
  expect(guard?.permissions.get('Observation')).toEqual([permission])
})
