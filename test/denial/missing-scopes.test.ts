import { describe, expect, test } from 'vitest'
import type { Judged } from '../../src/authorize/decision.ts'
import type { Requirement } from '../../src/authorize/requirement.ts'
import { missingScopes } from '../../src/denial/missing-scopes.ts'
import type { ScopeContext } from '../../src/scopes/scope.ts'
import { deny, need } from './fixtures.ts'

describe('letters are merged per type, in the order of cruds', () => {
  test.each<[string, Requirement[], string[]]>([
    ['one', [need('Observation', 'r')], ['user/Observation.r']],
    ['two letters', [need('Observation', 's'), need('Observation', 'r')], ['user/Observation.rs']],
    ['repeated', [need('Observation', 's'), need('Observation', 's')], ['user/Observation.s']],
    ['two types', [need('Observation', 's'), need('Patient', 'r')], ['user/Observation.s', 'user/Patient.r']],
    ['every type', [need('*', 's')], ['user/*.s']],
    ['none', [], []],
    ['a type that is none', [need('Obs"ervation', 's'), need('a b', 's'), need('', 's'), need('Patient\r\n', 's')], []],
  ])('%s', (_, missing, scopes) => {
    expect(missingScopes(deny('search', 'scope', { missing }), ['user'])).toEqual(scopes)
  })
})

describe('they are of one context', () => {
  const met = (context: ScopeContext): Judged => ({ requirement: need('Patient', 'r'), satisfiedBy: 'x', context })
  test.each<[string, ScopeContext[], Judged[], string]>([
    ['the only one held', ['system'], [], 'system/Observation.s'],
    ['of several held, the one a request is first tried in', ['system', 'user'], [], 'user/Observation.s'],
    ['the one that met another need of the request', ['user', 'system'], [met('system')], 'system/Observation.s'],
    ['not that of an unmet need', ['system'], [{ requirement: need('Patient', 'r') }], 'system/Observation.s'],
    ['user when none is held', [], [], 'user/Observation.s'],
    ['the patient context when it is what is held', ['patient'], [], 'patient/Observation.s'],
  ])('%s', (_, contexts, requirements, scope) => {
    const denied = { ...deny('search', 'scope', { missing: [need('Observation', 's')] }), requirements }
    expect(missingScopes(denied, contexts)).toEqual([scope])
  })
})

test('a reason without missing permissions names none', () => {
  expect(missingScopes(deny('search', 'scope'), ['user'])).toEqual([])
})
