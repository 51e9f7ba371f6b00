import { expect, test } from 'vitest'
import { everPermittedBy } from '../../src/policy/ever-permitted.ts'
import type { Mode, PolicyDocument, Rule, Tenant } from '../../src/policy/language.ts'
import { effortOf } from '../fixtures/effort.ts'

const plain: Rule = {
  id: 'rule',
  effect: 'permit',
  description: undefined,
  reason: undefined,
  match: {},
  when: undefined,
  obligations: {
    narrow: {},
    redact: [],
    maxResults: undefined,
    addLabels: [],
    stepUp: undefined,
    notify: [],
    audit: undefined,
  },
  denialStyle: undefined,
  mode: undefined,
  notBefore: undefined,
  notAfter: undefined,
  place: { file: 'policy.yaml', line: 1 },
}
const permit = (match: Rule['match'], rest: Partial<Rule> = {}): Rule => ({ ...plain, ...rest, match })
const deny = (match: Rule['match'], rest: Partial<Rule> = {}) => permit(match, { effect: 'deny', ...rest })

function documentOf(
  rules: readonly Rule[] | undefined,
  mode: Mode = 'enforce',
  tenant: readonly Rule[] = [],
): PolicyDocument {
  const north: Tenant = { issuers: undefined, clients: undefined, when: undefined, rules: tenant, limits: undefined }
  return {
    name: 'test',
    version: undefined,
    defaults: { timezone: 'UTC', mode },
    sets: { networks: {}, schedules: {}, resources: {} },
    roles: {},
    clients: {},
    limits: { default: undefined, tiers: {} },
    rules,
    tenants: { north },
  }
}

const condition = { exists: { root: 'token', path: ['acr'] } } as const
const reads = permit({ interactions: ['read'], resources: ['Patient'] })
type Asked = Parameters<ReturnType<typeof everPermittedBy>>

test.each<[what: string, document: PolicyDocument, asked: Asked, permitted: boolean]>([
  ['everything without rules', documentOf(undefined), ['delete', 'Patient'], true],
  ['nothing by a list without rules', documentOf([]), ['read', 'Patient'], false],
  ['what a permit names', documentOf([reads]), ['read', 'Patient'], true],
  [
    'what a deny of a type for some callers names',
    documentOf([permit({}), deny({ resources: ['Patient'], roles: ['nurse'] })]),
    ['read', 'Patient'],
    true,
  ],
  ['what a permit in force by name names', documentOf([permit({}, { mode: 'enforce' })]), ['read', 'Patient'], true],
  ['nothing by a deny, even of some', documentOf([deny({}, { when: condition })]), ['read', 'Patient'], false],
  ['no other interaction', documentOf([reads]), ['search', 'Patient'], false],
  ['no other type', documentOf([reads]), ['read', 'Observation'], false],
  ['some type', documentOf([reads]), ['read', undefined], true],
  ['some type, but not every interaction', documentOf([reads]), ['search', undefined], false],
  [
    'what a permit for some callers names',
    documentOf([permit({ roles: ['nurse'] }, { when: condition })]),
    ['read', 'Patient'],
    true,
  ],
  ['nothing by a rule that is off', documentOf([permit({}, { mode: 'off' })]), ['read', 'Patient'], false],
  ['nothing by a rule in the shadow', documentOf([permit({}, { mode: 'shadow' })]), ['read', 'Patient'], false],
  ['everything while the whole policy is in the shadow', documentOf([], 'shadow'), ['read', 'Patient'], true],
  ['everything while the whole policy is off', documentOf([], 'off'), ['read', 'Patient'], true],
  [
    'not what a plain deny names',
    documentOf([permit({}), deny({ resources: ['Patient'] })]),
    ['read', 'Patient'],
    false,
  ],
  [
    'what a plain deny leaves',
    documentOf([permit({}), deny({ resources: ['Patient'] })]),
    ['read', 'Observation'],
    true,
  ],
  [
    'some type beside the denied one',
    documentOf([permit({}), deny({ resources: ['Patient'] })]),
    ['search', undefined],
    true,
  ],
  [
    'no type when all are denied',
    documentOf([permit({}), deny({ interactions: ['history'] })]),
    ['history', undefined],
    false,
  ],
  [
    'what a deny for some callers names',
    documentOf([permit({}), deny({ roles: ['nurse'] })]),
    ['read', 'Patient'],
    true,
  ],
  [
    'what a deny with a condition names',
    documentOf([permit({}), deny({}, { when: condition })]),
    ['read', 'Patient'],
    true,
  ],
  ['what a deny for some time names', documentOf([permit({}), deny({}, { notAfter: 1 })]), ['read', 'Patient'], true],
  [
    'what a deny in the shadow names',
    documentOf([permit({}), deny({}, { mode: 'shadow' })]),
    ['read', 'Patient'],
    true,
  ],
  [
    'an operation by name',
    documentOf([permit({ operations: ['lastn'] })]),
    ['operation', 'Observation', 'lastn'],
    true,
  ],
  ['no other operation', documentOf([permit({ operations: ['lastn'] })]), ['operation', 'Observation', 'meta'], false],
  [
    'no interaction by the name of an operation',
    documentOf([permit({ operations: ['lastn'] })]),
    ['search', 'Observation'],
    false,
  ],
  [
    'every operation by a permit without names',
    documentOf([permit({ interactions: ['operation'] })]),
    ['operation', undefined, 'meta'],
    true,
  ],
  [
    'no denied operation',
    documentOf([permit({}), deny({ operations: ['meta'] })]),
    ['operation', 'Patient', 'meta'],
    false,
  ],
  ['what a tenant permits', documentOf([], 'enforce', [reads]), ['read', 'Patient'], true],
  ['what a tenant alone denies', documentOf([permit({})], 'enforce', [deny({})]), ['read', 'Patient'], true],
])('there is %s', (_, document, asked, permitted) => {
  expect(everPermittedBy(document)(...asked)).toBe(permitted)
})

test('ten thousand rules answer as fast as ten', () => {
  const types = Array.from({ length: 100 }, (_, index) => `Type${index}`)
  const rules = Array.from({ length: 10_000 }, (_, index) =>
    permit({ interactions: ['read', 'search'], resources: [types[index % 100] as string] }),
  )
  const asked = everPermittedBy(documentOf(rules))
  const effort = effortOf(() => {
    for (const type of types) for (let round = 0; round < 100; round++) asked('read', type)
  })
  expect(effort).toBeLessThan(500)
  expect(asked('read', 'Type100')).toBe(false)
})
