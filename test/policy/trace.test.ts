import { describe, expect, test } from 'vitest'
import type { Condition, PolicyDocument, Rule } from '../../src/policy/language.ts'
import { type Traced, trace } from '../../src/policy/trace.ts'
import { circumstances, condition, knowledge, policy, principal, question, rule } from './documents.ts'

interface Given {
  readonly document?: Partial<PolicyDocument>
}

function tracedRule(given: Rule, { document, ...asking }: Partial<Traced> & Given = {}) {
  const [found] = trace(policy([given], document), knowledge, {
    question: question(),
    principal: principal({ claims: { sub: 'u1' } }),
    circumstances,
    ...asking,
  })
  return found
}

const when = (condition: Condition) => rule('a', { when: condition })
const { eq, exists } = condition
const holds = eq('token.sub', 'u1')
const fails = eq('token.sub', 'u2')
const absent = eq('token.ward', 'icu')
const ofResource = eq('resource.status', 'final')

describe('what became of a rule', () => {
  test.each<[string, Rule, object, (Partial<Traced> & Given)?]>([
    ['it fits', rule('a'), { state: 'matched' }],
    ['off', rule('a', { mode: 'off' }), { state: 'off', mode: 'off' }],
    ['in shadow mode', rule('a', { mode: 'shadow' }), { state: 'matched', mode: 'shadow' }],
    ['a role', rule('a', { match: { roles: ['nurse'] } }), { state: 'failed', key: 'match.roles' }],
    ['a type', rule('a', { match: { resources: ['Patient'] } }), { state: 'failed', key: 'match.resources' }],
    [
      'the first of two',
      rule('a', { match: { roles: ['x'], clients: ['y'] } }),
      { state: 'failed', key: 'match.roles' },
    ],
    ['a client', rule('a', { match: { clients: ['y'] } }), { state: 'failed', key: 'match.clients' }],
    [
      'none of some roles',
      rule('a', { match: { notRoles: ['r'] } }),
      { state: 'failed', key: 'match.notRoles' },
      { document: { roles: { r: { from: holds, inherits: [] } } } },
    ],
    ['a purpose', rule('a', { match: { purposes: ['TREAT'] } }), { state: 'failed', key: 'match.purposes' }],
    ['an operation', rule('a', { match: { operations: ['meta'] } }), { state: 'failed', key: 'match.operations' }],
    [
      'outside of hours',
      rule('a', { match: { notSchedule: [{ days: [1], from: 600, to: 660 }] } }),
      { state: 'failed', key: 'match.notSchedule' },
    ],
    ['whose it is', rule('a', { match: { relation: 'self' } }), { key: 'match.relation' }],
    ['a network', rule('a', { match: { networks: ['192.0.2.0/24'] } }), { state: 'failed', key: 'match.networks' }],
    ['a parameter', rule('a', { match: { params: { any: ['x'] } } }), { state: 'failed', key: 'match.params.any' }],
    [
      'no such parameter',
      rule('a', { match: { params: { none: ['_id'] } } }),
      { state: 'failed', key: 'match.params.none' },
      { question: question({ parameters: new Map([['_id', ['1']]]) }) },
    ],
    ['not yet', rule('a', { notBefore: circumstances.now + 1 }), { state: 'failed', key: 'notBefore' }],
    ['no more', rule('a', { notAfter: circumstances.now - 1 }), { state: 'failed', key: 'notAfter' }],
    ['a test', when(fails), { state: 'failed', key: 'when.eq' }],
    ['the second of all', when({ all: [holds, fails] }), { state: 'failed', key: 'when.all[1].eq' }],
    ['none of any', when({ any: [fails, fails] }), { state: 'failed', key: 'when.any' }],
    ['a negated one', when({ not: holds }), { state: 'failed', key: 'when.not.eq' }],
    ['a negated any', when({ not: { any: [fails, holds] } }), { state: 'failed', key: 'when.not.any[1].eq' }],
    [
      'deep down',
      when({ all: [{ any: [holds] }, { not: { all: [holds] } }] }),
      { state: 'failed', key: 'when.all[1].not.all' },
    ],
    ['exists', when(exists('token.ward')), { state: 'failed', key: 'when.exists' }],
    ['an absent attribute', when(absent), { state: 'indeterminate', key: 'when.eq' }],
    ['absent among any', when({ any: [fails, absent] }), { state: 'indeterminate', key: 'when.any[1].eq' }],
    ['the resource', when({ all: [holds, ofResource] }), { state: 'pending', key: 'when.all[1].eq' }],
    ['failed before pending', when({ all: [ofResource, fails] }), { state: 'failed', key: 'when.all[1].eq' }],
  ])('%s', (_, given, expected, asking) => {
    expect(tracedRule(given, asking)).toMatchObject({ id: 'a', effect: 'permit', ...expected })
  })

  test('with the resource nothing is pending', () => {
    const resource = { resourceType: 'Observation', status: 'final' }
    expect(tracedRule(when(ofResource), { resource })).toMatchObject({ state: 'matched' })
    expect(tracedRule(when(ofResource), { resource: {} })).toMatchObject({ state: 'indeterminate', key: 'when.eq' })
  })

  test('a rule of a tenant says which key of the tenant does not fit', () => {
    const tenants = {
      north: {
        issuers: ['https://north.example.org'],
        clients: undefined,
        when: undefined,
        rules: [rule('n')],
        limits: undefined,
      },
    }
    const traced = { question: question(), principal: principal(), circumstances }
    expect(trace(policy([], { tenants }), knowledge, traced)).toMatchObject([
      { id: 'n', state: 'failed', key: 'tenants.north.issuers' },
    ])
  })
})
