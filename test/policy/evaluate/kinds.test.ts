import { expect, test } from 'vitest'
import { compileCondition } from '../../../src/policy/evaluate/condition.ts'
import { type Facts, typeOf } from '../../../src/policy/evaluate/facts.ts'
import { FALSE, TRUE, UNKNOWN } from '../../../src/policy/evaluate/outcome.ts'
import type { Condition } from '../../../src/policy/language.ts'
import { attribute, circumstances, compare, compareWith, knowledge, principal, question } from '../documents.ts'

function outcome(condition: Condition, claims: Record<string, unknown>, encounter?: string) {
  const facts: Facts = {
    caller: {
      principal: principal({ claims, encounter }),
      client: undefined,
      roles: new Set<string>(),
      purposes: [],
      ownPatient: undefined,
      userType: undefined,
    },
    asked: { question: question(), circumstances },
    resource: undefined,
  }
  return compileCondition(condition, knowledge)(facts)
}

test.each<[why: string, condition: Condition, claims: Record<string, unknown>, outcome: number]>([
  ['scopes of a list are read one by one', compare('has', 'token.scope', 'b'), { scope: ['a b', 1] }, TRUE],
  ['what is no text among them is no scope', compare('has', 'token.scope', '1'), { scope: ['a', 1] }, FALSE],
  ['an order of what is neither number nor text is not told', compare('lte', 'token.x', '2026'), { x: true }, UNKNOWN],
  ['nor that of a number and a date', compare('gte', 'token.x', '2026'), { x: 2026 }, UNKNOWN],
  ['a pattern is a text of the policy', compareWith('matches', 'token.x', 'token.y'), { x: 'a', y: 'a' }, UNKNOWN],
  ['nor is the absence of one a fit', { ...compare('matches', 'token.x') }, { x: 'a' }, UNKNOWN],
])('%s', (_, condition, claims, expected) => {
  expect(outcome(condition, claims)).toBe(expected)
})

test('the encounter of the launch is named by its id, and may be by its reference', () => {
  const same: Condition = compareWith('sameAs', 'token.at', 'token.encounter')
  expect(outcome(same, { at: 'Encounter/7' }, '7')).toBe(TRUE)
  expect(outcome(same, { at: 'Encounter/7', encounter: 'Encounter/7' })).toBe(TRUE)
  expect(outcome(same, { at: 'Patient/7' }, '7')).toBe(FALSE)
  expect(outcome(same, { at: 'Encounter/7', encounter: 7 })).toBe(UNKNOWN)
  expect(
    outcome(
      { test: 'sameAs', attribute: attribute('token.name'), operand: { literals: ['Encounter/7'] } },
      { name: '7' },
    ),
  ).toBe(UNKNOWN)
})

test.each([null, 'Patient', [], {}, { resourceType: 1 }])('%j says no type', (content) => {
  expect(typeOf(content)).toBeUndefined()
})
