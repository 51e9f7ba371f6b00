import { describe, expect, test } from 'vitest'
import { compileRules } from '../../src/policy/compile-rules.ts'
import type { Condition, PolicyDocument, Rule } from '../../src/policy/language.ts'
import type { Circumstances, Question } from '../../src/policy/question.ts'
import type { Permitted, Verdict } from '../../src/policy/verdict.ts'
import type { Principal } from '../../src/scopes/principal.ts'
import {
  attribute,
  circumstances,
  client,
  condition,
  knowledge,
  policy,
  principal,
  question,
  rule,
} from './documents.ts'

interface Asking {
  readonly question?: Partial<Question>
  readonly principal?: Partial<Principal>
  readonly circumstances?: Partial<Circumstances>
}

function ask(document: PolicyDocument | readonly Rule[], asking: Asking = {}): Verdict {
  const book = compileRules(Array.isArray(document) ? policy(document) : (document as PolicyDocument), knowledge)
  return book.ask(question(asking.question), principal(asking.principal), { ...circumstances, ...asking.circumstances })
}

function judged(verdict: Verdict, resource: unknown): Verdict {
  return (verdict as Permitted).judge!.judge(resource)
}

const ids = ({ rules }: Verdict) => rules.map(({ id }) => id)
const { eq } = condition

describe('combining', () => {
  test('nothing is permitted without a rule', () => {
    expect(ask([])).toMatchObject({ effect: 'deny', code: 'POLICY_NO_RULE', rules: [] })
    expect(ask([rule('other', { match: { resources: ['Patient'] } })])).toMatchObject({ code: 'POLICY_NO_RULE' })
  })

  test('a file without rules leaves it to the scopes', () => {
    expect(ask(policy(undefined))).toMatchObject({ effect: 'permit', rules: [], judge: undefined })
  })

  test.each([
    ['deny first', ['no', 'yes']],
    ['permit first', ['yes', 'no']],
  ])('a deny wins, %s', (_, order) => {
    const rules = order.map((id) => rule(id, { effect: id === 'yes' ? 'permit' : 'deny' }))
    const verdict = ask(rules)
    expect(verdict).toMatchObject({ effect: 'deny', code: 'POLICY_RULE' })
    expect(ids(verdict)).toEqual(['no'])
  })

  test('the strictest style of the denying rules is used', () => {
    const deny = (id: string, denialStyle: Rule['denialStyle']) => rule(id, { effect: 'deny', denialStyle })
    expect(ask([deny('a', 'unauthorized'), deny('b', 'not-found'), deny('c', undefined)])).toMatchObject({
      style: 'not-found',
    })
    expect(ask([deny('c', undefined)])).toMatchObject({ style: undefined })
  })

  test('rules that are off are as if they were not there', () => {
    expect(ask([rule('a', { mode: 'off' })])).toMatchObject({ code: 'POLICY_NO_RULE' })
    expect(ask([rule('a'), rule('b', { effect: 'deny', mode: 'off' })])).toMatchObject({ effect: 'permit', shadow: [] })
  })
})

describe('what is absent', () => {
  const absent = eq('token.department', 'cardiology')

  test('a permit does not apply, and that is told', () => {
    expect(ask([rule('a', { when: absent })])).toMatchObject({
      code: 'POLICY_NO_RULE',
      indeterminate: [{ id: 'a' }],
    })
  })

  test('a deny applies, and that is told', () => {
    expect(ask([rule('a'), rule('b', { effect: 'deny', when: absent })])).toMatchObject({
      code: 'POLICY_RULE',
      rules: [{ id: 'b' }],
      indeterminate: [{ id: 'b' }],
    })
  })

  test.each<[string, Condition]>([
    ['negated', { not: absent }],
    ['ne', { test: 'ne', attribute: attribute('token.department'), operand: { literals: ['x'] } }],
    ['both', { all: [eq('token.sub', 'u1'), absent] }],
  ])('%s does not permit either', (_, when) => {
    expect(ask([rule('a', { when })], { principal: { claims: { sub: 'u1' } } }).effect).toBe('deny')
  })

  test('exists can always be told', () => {
    const exists: Condition = { exists: attribute('token.department') }
    expect(ask([rule('a', { when: { not: exists } })])).toMatchObject({ effect: 'permit', indeterminate: [] })
    expect(ask([rule('a', { when: exists })])).toMatchObject({ effect: 'deny', indeterminate: [] })
  })
})

describe('rules that look at the resource', () => {
  const final = eq('resource.status', 'final')

  test('a permit is conditional', () => {
    const verdict = ask([rule('a', { when: final })])
    expect(verdict).toMatchObject({ effect: 'permit', rules: [{ id: 'a' }], judge: { elements: ['status'] } })
    const resource = { resourceType: 'Observation', status: 'final' }
    expect(judged(verdict, resource)).toMatchObject({ effect: 'permit', judge: undefined })
    for (const other of [{ ...resource, status: 'draft' }, { resourceType: 'Observation' }, null, 1, 'x', [], {}]) {
      expect(judged(verdict, other).effect).toBe('deny')
    }
  })

  test('a deny makes a permit conditional, and applies where it cannot be told', () => {
    const verdict = ask([rule('a'), rule('b', { effect: 'deny', when: final })])
    expect(judged(verdict, { resourceType: 'Observation', status: 'draft' }).effect).toBe('permit')
    expect(judged(verdict, { resourceType: 'Observation' })).toMatchObject({
      code: 'POLICY_RULE',
      indeterminate: [{ id: 'b' }],
    })
  })

  test('what cannot come to pass is settled early', () => {
    const when: Condition = { all: [eq('token.sub', 'u1'), final] }
    const claims = { sub: 'u2' }
    expect(ask([rule('a', { when })], { principal: { claims } })).toMatchObject({ code: 'POLICY_NO_RULE' })
    expect(ask([rule('a'), rule('b', { effect: 'deny', when })], { principal: { claims } })).toMatchObject({
      judge: undefined,
    })
    const ofPatients = rule('b', { effect: 'deny', when: { all: [eq('resource.resourceType', 'Patient'), final] } })
    expect(ask([rule('a'), ofPatients])).toMatchObject({ judge: undefined })
  })

  test.each(['batch', 'transaction', 'capabilities'] as const)(
    '%s is about none, so they do not apply',
    (interaction) => {
      const asked = { interaction, resourceType: undefined }
      expect(ask([rule('a', { when: final })], { question: asked })).toMatchObject({ code: 'POLICY_NO_RULE' })
      const deny = rule('b', { effect: 'deny', when: final })
      expect(ask([rule('a'), deny], { question: asked })).toMatchObject({ effect: 'permit', judge: undefined })
    },
  )

  test('where the request names no type, each resource is judged by the rules of its type', () => {
    const rules = [
      rule('a', { match: { resources: ['Patient', 'Group'] } }),
      rule('b', { effect: 'deny', match: { resources: ['Group'] } }),
    ]
    const verdict = ask(rules, { question: { interaction: 'search', resourceType: undefined } })
    expect(verdict).toMatchObject({ effect: 'permit', judge: { elements: 'all' } })
    expect(judged(verdict, { resourceType: 'Patient' }).effect).toBe('permit')
    expect(judged(verdict, { resourceType: 'Group' })).toMatchObject({ code: 'POLICY_RULE' })
    expect(judged(verdict, { resourceType: 'Observation' })).toMatchObject({ code: 'POLICY_NO_RULE' })
    expect(judged(verdict, {}).effect).toBe('deny')
  })
})

describe('what comes along', () => {
  const along = { interaction: 'search', part: 'along' } as const

  test.each([['search'], ['read']] as const)('a permit of %s suffices, a deny of it forbids', (interaction) => {
    const match = { interactions: [interaction] }
    expect(ask([rule('a', { match })], { question: along }).effect).toBe('permit')
    expect(ask([rule('a'), rule('b', { effect: 'deny', match })], { question: along }).effect).toBe('deny')
  })

  test('other interactions have no say', () => {
    expect(ask([rule('a', { match: { interactions: ['create'] } })], { question: along }).effect).toBe('deny')
  })
})

describe('clients', () => {
  const rules = [rule('a')]
  test.each([
    ['suspended', client({ status: 'suspended' })],
    ['revoked', client({ status: 'revoked' })],
    ['of another issuer', client({ issuers: ['https://other.example.org'] })],
    ['calling from elsewhere', client({ networks: ['192.0.2.0/24'] })],
  ])('one that is %s is refused before any rule', (_, listed) => {
    const verdict = ask(policy(rules, { clients: { 'some-app': listed } }))
    expect(verdict).toMatchObject({ effect: 'deny', code: 'CLIENT_REFUSED', rules: [] })
  })

  test('one that is as it should be is asked about', () => {
    const listed = client({ issuers: ['https://id.example.org'], networks: ['10.0.0.0/8'] })
    expect(ask(policy(rules, { clients: { 'some-app': listed } })).effect).toBe('permit')
  })

  test('one that is not listed is asked about', () => {
    expect(ask(policy(rules, { clients: { other: client({ status: 'revoked' }) } })).effect).toBe('permit')
    expect(ask(policy(rules), { principal: { clientId: 'constructor' } }).effect).toBe('permit')
  })
})

describe('shadow mode', () => {
  test('a rule is told of and has no say', () => {
    const deny = rule('b', { effect: 'deny', mode: 'shadow' })
    expect(ask([rule('a'), deny])).toMatchObject({
      effect: 'permit',
      shadow: [{ rule: 'b', from: 'permit', to: 'deny' }],
    })
    expect(ask([rule('c', { mode: 'shadow' })])).toMatchObject({
      code: 'POLICY_NO_RULE',
      shadow: [{ rule: 'c', from: 'deny', to: 'permit' }],
    })
  })

  test('a permit would not have changed a deny', () => {
    expect(ask([rule('a', { effect: 'deny' }), rule('b', { mode: 'shadow' })])).toMatchObject({ shadow: [] })
  })

  test('a whole policy has no effect', () => {
    const defaults = { timezone: 'UTC', mode: 'shadow' } as const
    expect(ask(policy([], { defaults }))).toMatchObject({
      effect: 'permit',
      shadow: [{ rule: 'none', from: 'permit', to: 'deny' }],
    })
    expect(ask(policy([rule('a'), rule('b', { effect: 'deny' })], { defaults }))).toMatchObject({
      effect: 'permit',
      shadow: [{ rule: 'b', from: 'permit', to: 'deny' }],
    })
  })
})
