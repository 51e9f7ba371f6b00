import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import { checkPolicy } from '../../../src/policy/check/check.ts'
import { configOf } from '../../config/files.ts'

const NOW = Date.parse('2026-03-02T09:00:00Z')

const HEAD = `apiVersion: gatehouse/v1
kind: Policy
sets: { schedules: { office: [{ days: mon-fri, from: "08:00", to: "18:00" }] } }
roles:
  nurse: { from: { has: [token.roles, nurse] } }
  head-nurse: { from: { has: [token.roles, head] }, inherits: [nurse] }
  nobody: { from: { all: [{ eq: [client.id, a] }, { in: [client.id, [b, c]] }] } }
  absent: { from: { all: [{ exists: token.x }, { not: { exists: token.x } }] } }
clients: { gone: { status: revoked, tier: large }, here: {}, halted: { status: suspended } }
limits: { tiers: { large: { rps: 1 }, idle: { rps: 1 } } }
`

/** The ids of rules that are warned of, with what is said. */
function warningsOf(rules: string, more = ''): readonly string[] {
  const { document } = configOf('policy: p.yaml', { 'p.yaml': `${HEAD}${more}rules:\n${rules}` }).policy
  return checkPolicy(document!, NOW, loadDefinitions('R4')).map(({ rule, what }) => `${rule.id}: ${what}`)
}

const permit = (match: string, more = '') => `  - { id: p, effect: permit, match: ${match}${more} }\n`
const deny = (match: string, more = '') => `  - { id: d, effect: deny, match: ${match}${more} }\n`
const UNREACHABLE = ['p: is unreachable: the deny "d" (p.yaml:13) covers it']

describe('a permit that a deny covers', () => {
  test.each([
    ['everything', '{ interactions: [read] }', '{}'],
    ['the same', '{ roles: [nurse], resources: [Patient] }', '{ roles: [nurse], resources: [Patient] }'],
    ['more types', '{ resources: [Patient] }', '{ resources: [Observation, Patient] }'],
    ['more interactions', '{ interactions: [read], resources: [Patient] }', '{ interactions: [read, search] }'],
    ['a role that is inherited', '{ roles: [head-nurse] }', '{ roles: [nurse] }'],
    ['one of several roles', '{ roles: [nurse] }', '{ roles: [nurse, nobody] }'],
    ['all roles but others', '{ notRoles: [nurse, nobody] }', '{ notRoles: [nurse] }'],
    ['the same hours', '{ schedule: office }', '{ schedule: [{ days: mon-fri, from: "08:00", to: "18:00" }] }'],
    ['parameters', '{ params: { any: [_id], none: [_tag] } }', '{ params: { any: [_id, _sort], none: [_tag] } }'],
    ['the same relation', '{ relation: self }', '{ relation: self }'],
  ])('%s', (_, inner, outer) => {
    expect(warningsOf(permit(inner) + deny(outer))).toEqual(UNREACHABLE)
  })

  test.each([
    ['fewer types', '{ resources: [Patient, Observation] }', '{ resources: [Patient] }'],
    ['any type against one', '{}', '{ resources: [Patient] }'],
    ['another interaction', '{ interactions: [read, search] }', '{ interactions: [read] }'],
    ['a role that inherits', '{ roles: [nurse] }', '{ roles: [head-nurse] }'],
    ['some roles of several', '{ roles: [nurse, nobody, head-nurse] }', '{ roles: [nurse, head-nurse] }'],
    ['not all without the role', '{ notRoles: [nurse] }', '{ notRoles: [nurse, nobody] }'],
    ['one network', '{}', '{ networks: [10.0.0.0/8] }'],
    ['other networks', '{ notNetworks: [10.0.0.0/8] }', '{ notNetworks: [10.0.0.0/8, 192.0.2.0/24] }'],
    ['some hours', '{}', '{ schedule: office }'],
    ['one relation', '{}', '{ relation: self }'],
    ['some parameters', '{}', '{ params: { any: [_id] } }'],
  ])('not by one of %s', (_, inner, outer) => {
    const warnings = warningsOf(permit(inner) + deny(outer))
    expect(warnings.filter((warning) => warning.includes('unreachable'))).toEqual([])
  })

  test.each([
    ['with a condition', deny('{}', ', when: { exists: token.x }')],
    ['in shadow mode', deny('{}', ', mode: shadow')],
    ['that is off', deny('{}', ', mode: "off"')],
    ['for a while', deny('{}', ', notAfter: "2030-01-01T00:00:00Z"')],
  ])('not by one %s', (_, rule) => {
    expect(warningsOf(permit('{}') + rule)).toEqual([])
  })

  test('the first of several denies of the same types', () => {
    const narrower = '  - { id: e, effect: deny, match: { resources: [Patient], clients: [here] } }\n'
    const rules = permit('{ resources: [Patient] }') + deny('{ resources: [Patient] }') + narrower
    expect(warningsOf(rules)).toEqual(UNREACHABLE)
  })

  test('not in a policy in shadow mode', () => {
    expect(warningsOf(permit('{}') + deny('{}'), 'defaults: { mode: shadow }\n')).toEqual([])
  })

  test('a deny of one tenant covers only what it permits itself', () => {
    const tenants = (name: string, rule: string) =>
      `  ${name}: { when: { exists: token.t }, allowPermits: true, rules: [${rule}] }\n`
    const more = `tenants:\n${tenants('north', '{ id: d, effect: deny, match: {} }')}`
    expect(warningsOf(permit('{}'), more)).toEqual([])
    const inner = `tenants:\n${tenants('north', '{ id: d, effect: deny, match: {} }, { id: q, effect: permit, match: {} }')}`
    expect(warningsOf(permit('{}'), inner)).toEqual(['q: is unreachable: the deny "d" (p.yaml:12) covers it'])
  })
})

describe('a permit that never fits', () => {
  test.each([
    ['{ roles: [nobody] }', 'nobody can have its roles'],
    ['{ roles: [absent, nobody] }', 'nobody can have its roles'],
    ['{ clients: [gone, halted] }', 'none of its clients is active'],
    ['{ tiers: [idle] }', 'no client has its tiers'],
    [
      '{ interactions: [operation], operations: [lastn], resources: [Patient] }',
      'its operations are not defined on its types',
    ],
  ])('%s', (match, why) => {
    expect(warningsOf(permit(match))).toEqual([`p: never fits: ${why}`])
  })

  test.each([
    '{ all: [{ eq: [user.type, Patient] }, { eq: [user.type, Practitioner] }] }',
    '{ any: [{ all: [{ exists: token.x }, { not: { exists: token.x } }] }] }',
    '{ all: [{ exists: token.y }, { all: [{ exists: token.x }, { not: { exists: token.x } }] }] }',
  ])('when %s', (when) => {
    expect(warningsOf(permit('{ interactions: [read] }', `, when: ${when}`))).toEqual([
      'p: never fits: its conditions contradict each other',
    ])
  })

  test.each([
    ['{ roles: [nobody, nurse] }'],
    ['{ clients: [gone, here] }'],
    ['{ clients: [gone] }', deny],
    ['{ tiers: [large] }'],
    ['{ interactions: [operation], operations: [lastn] }'],
    ['{ interactions: [operation], operations: [export], resources: [Patient] }'],
    ['{ interactions: [operation], operations: [everything], resources: [Patient] }'],
  ] as const)('but %s may', (match, rule: typeof permit = permit) => {
    expect(warningsOf(rule(match))).toEqual([])
  })

  test('an operation may be defined on several types', () => {
    const definitions = loadDefinitions('R4')
    const [lastn] = definitions.operations('lastn')
    const wider = { ...definitions, operations: () => [{ ...lastn!, types: ['Observation', 'Condition'] }] }
    const rule = permit('{ interactions: [operation], operations: [lastn], resources: [Condition] }')
    const { document } = configOf('policy: p.yaml', { 'p.yaml': `${HEAD}rules:\n${rule}` }).policy
    expect(checkPolicy(document!, NOW, definitions)).toHaveLength(1)
    expect(checkPolicy(document!, NOW, wider)).toEqual([])
  })

  test('a value that two lists share', () => {
    const when = '{ all: [{ in: [client.id, [a, here]] }, { in: [client.id, [here, b]] }] }'
    expect(warningsOf(permit('{ interactions: [read] }', `, when: ${when}`))).toEqual([])
  })

  test('lists may hold several values at once', () => {
    const when = '{ all: [{ eq: [token.roles, a] }, { eq: [token.roles, b] }] }'
    expect(warningsOf(permit('{ interactions: [read] }', `, when: ${when}`))).toEqual([])
  })
})

describe('a time that is over', () => {
  test.each(['permit', 'deny'])('of a %s', (effect) => {
    const rule = (notAfter: string) => `  - { id: r, effect: ${effect}, match: {}, notAfter: "${notAfter}" }\n`
    expect(warningsOf(rule('2026-03-02T10:00:00+01:00'))).toEqual(['r: has expired: notAfter is in the past'])
    expect(warningsOf(rule('2026-03-02T10:00:01+01:00'))).toEqual([])
  })
})

describe('a search whose rows are hidden one by one', () => {
  const HIDDEN = ['p: permits searches whose results are hidden one by one by `when`']
  const when = ', when: { eq: [resource.status, final] }'

  test.each([
    ['{ interactions: [search], resources: [Observation] }', HIDDEN],
    ['{ resources: [Observation] }', HIDDEN],
    ['{ interactions: [read], resources: [Observation] }', []],
  ])('%s', (match, expected) => {
    expect(warningsOf(permit(match, when))).toEqual(expected)
  })

  test.each([
    ['{ exists: resource.status }'],
    ['{ not: { exists: resource.status } }'],
    ['{ all: [{ exists: token.x }, { eq: [resource.status, final] }] }'],
    ['{ any: [{ exists: token.x }, { eq: [resource.status, final] }] }'],
    ['{ sameAs: [token.fhirUser, resource.subject] }'],
  ])('wherever the condition %s looks at them', (condition) => {
    expect(warningsOf(permit('{ resources: [Observation] }', `, when: ${condition}`))).toEqual(HIDDEN)
  })

  test('not when it is narrowed, or looks at the type alone', () => {
    const match = '{ interactions: [search], resources: [Observation] }'
    expect(warningsOf(permit(match, `${when}, obligations: { narrow: { status: final } }`))).toEqual([])
    expect(warningsOf(permit(match, ', when: { eq: [resource.resourceType, Observation] }'))).toEqual([])
  })
})

describe('a deny of what is open to everybody', () => {
  const OPEN = [
    'd: does not close GET /metadata, which is open to everybody; the rule is only asked about entries of a batch',
  ]

  test.each([
    ['{ interactions: [capabilities] }', OPEN],
    ['{ roles: [nurse], interactions: [read, capabilities] }', OPEN],
    ['{ interactions: [read] }', []],
    ["{ interactions: ['*'] }", []],
    ['{}', []],
  ])('%s', (match, expected) => {
    expect(warningsOf(deny(match))).toEqual(expected)
  })

  test('a permit of it is no mistake', () => {
    expect(warningsOf(permit('{ interactions: [capabilities] }'))).toEqual([])
  })
})

test('a policy without rules has none to warn of', () => {
  const { document } = configOf('policy: p.yaml', { 'p.yaml': HEAD }).policy
  expect(checkPolicy(document!, NOW, loadDefinitions('R4'))).toEqual([])
})
