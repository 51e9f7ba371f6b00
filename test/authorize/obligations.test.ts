import { expect, test } from 'vitest'
import { obligationsOf } from '../../src/authorize/obligations.ts'
import type { SingleInteraction } from '../../src/fhir/interaction.ts'
import { get } from '../fixtures/language.ts'
import { outcome } from './confine/outcome.ts'

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
  ['GET /Patient/p1/$everything?start=2024', 'GET Patient/p1/$everything?start=2024'],
])('the total of a record of some types counts what is hidden: %s', (request, expected) => {
  expect(outcome('user/*.rs', request)).toBe(expected)
})

test.each([
  ['/Observation/1/_history', 'r'],
  ['/Observation/_history', 's'],
  ['/Observation/1', 'r'],
  ['/Observation', 's'],
  ['/Observation/$lastn?max=1', 's'],
])('what %s finds needs %s', (target, permission) => {
  const duties = obligationsOf(get(target) as SingleInteraction, [], () => true, [])
  const guard = duties.find((duty) => duty.kind === 'guard')
  expect(guard?.permissions.get('Observation')).toEqual([permission])
})
