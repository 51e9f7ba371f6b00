import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Condition, PolicyDocument, Rule } from '../../../src/policy/language.ts'
import type { Permitted, Verdict } from '../../../src/policy/verdict.ts'
import { circumstances, compareWith, condition, knowledge, policy, principal, question, rule } from '../documents.ts'

const searched = question({ interaction: 'search' })

function book(rules: readonly Rule[], given: Partial<PolicyDocument> = {}) {
  return compileRules(policy(rules, given), knowledge)
}

function ask(rules: readonly Rule[], given: Partial<PolicyDocument> = {}): Verdict {
  return book(rules, given).ask(searched, principal({ fhirUser: 'Patient/1' }), circumstances)
}

const final = condition.eq('resource.status', 'final')

describe('the elements that are looked at in a resource', () => {
  const owners = ['performer', 'subject']

  test.each<[string, Condition, readonly string[]]>([
    ['by name', final, ['status']],
    ['whose it is', condition.eq('request.relation', 'self'), owners],
    [
      'whose it is, and an element',
      { all: [condition.eq('request.relation', 'self'), final] },
      ['performer', 'status', 'subject'],
    ],
    ['nothing else of the request', { all: [condition.eq('request.interaction', 'search'), final] }, ['status']],
    ['an element that is named like it', condition.eq('resource.relation', 'x'), ['relation']],
    [
      'what another is compared with',
      compareWith('sameAs', 'resource.encounter', 'resource.partOf'),
      ['encounter', 'partOf'],
    ],
    ['what the request is compared with', compareWith('eq', 'request.interaction', 'resource.status'), ['status']],
  ])('%s', (_, when, elements) => {
    expect((ask([rule('a', { when })]) as Permitted).judge?.elements).toEqual(elements)
  })
})

test('of a type that FHIR does not have nobody is an owner', () => {
  const rules = [rule('a', { when: { any: [condition.eq('request.relation', 'self'), final] } })]
  const asked = question({ interaction: 'search', resourceType: 'Invented' })
  const { judge } = book(rules).ask(asked, principal({ fhirUser: 'Patient/1' }), circumstances) as Permitted
  expect(judge?.elements).toEqual(['status'])
  const judged = (status: string) =>
    judge!.judge({ resourceType: 'Invented', status, subject: { reference: 'Patient/1' } })
  expect([judged('final').effect, judged('draft').effect]).toEqual(['permit', 'deny'])
})

test('a resource of another type than was asked for is judged by the rules of its own', () => {
  const permits = [
    rule('asked', { match: { interactions: ['search'], resources: ['Observation'] }, when: final }),
    rule('along', { match: { interactions: ['search'], resources: ['Encounter'] }, when: final }),
  ]
  const { judge } = ask(permits) as Permitted
  const judged = (resourceType: string, status: string) => judge!.judge({ resourceType, status })
  expect(judged('Encounter', 'final')).toMatchObject({ effect: 'permit', rules: [{ id: 'along' }] })
  expect(judged('Encounter', 'planned').effect).toBe('deny')
  expect(judged('Observation', 'final')).toMatchObject({ effect: 'permit', rules: [{ id: 'asked' }] })
  expect(judged('Patient', 'final').effect).toBe('deny')
})

test('what is asked for is not also asked for as a read', () => {
  const reads = [rule('a', { when: condition.eq('request.interaction', 'read') })]
  expect(ask(reads)).toMatchObject({ effect: 'deny', code: 'POLICY_NO_RULE' })
  const along = book(reads).ask({ ...searched, part: 'along' }, principal(), circumstances)
  expect(along.effect).toBe('permit')
})

test('the headers that are looked at are those of the request', () => {
  const looksAt = (name: string) => book([rule('a', { when: condition.eq(name, 'x') })]).headers
  expect([...looksAt('request.headers.X-Ward')]).toEqual(['x-ward'])
  expect([...looksAt('token.headers.ward')]).toEqual([])
  expect([...looksAt('request.params.ward')]).toEqual([])
})

test('a policy that is off permits everything, and tells nothing', () => {
  const off: Partial<PolicyDocument> = { defaults: { timezone: 'UTC', mode: 'off' } }
  expect(ask([rule('a', { effect: 'deny' })], off)).toMatchObject({ effect: 'permit', rules: [], shadow: [] })
})

test('the names of the rules in force are those of the file and of its tenants', () => {
  const tenant = { issuers: undefined, clients: ['some-app'], when: undefined, limits: undefined }
  const tenants = { north: { ...tenant, rules: [rule('c'), rule('d', { mode: 'off' })] } }
  expect(book([rule('a'), rule('b', { mode: 'off' })], { tenants }).ruleIds).toEqual(['a', 'c'])
  expect(ask([], { tenants })).toMatchObject({ effect: 'permit', rules: [{ id: 'c' }] })
})

test('the roles of a caller are those whose conditions hold, with all they inherit', () => {
  const roles = {
    nurse: { from: condition.eq('token.job', 'rn'), inherits: ['staff'] },
    staff: { from: condition.eq('token.job', 'x'), inherits: [] },
    chief: { from: condition.eq('token.job', 'y'), inherits: [] },
  }
  const { rolesOf } = book([], { roles })
  expect([...rolesOf(principal({ claims: { job: 'rn' } }))].sort()).toEqual(['nurse', 'staff'])
  expect(rolesOf(principal())).toEqual([])
})
