import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Limit, PolicyDocument, Tenant } from '../../../src/policy/language.ts'
import { client, condition, knowledge, policy, principal } from '../documents.ts'

interface Given {
  readonly client?: Limit
  readonly tier?: Limit
  readonly otherwise?: Limit
  readonly tenants?: Readonly<Record<string, Partial<Tenant>>>
  readonly mode?: PolicyDocument['defaults']['mode']
}

function limitOf({ client: own, tier, otherwise, tenants = {}, mode = 'enforce' }: Given) {
  const absent = { issuers: undefined, clients: undefined, when: undefined, rules: [], limits: undefined }
  const document = policy(undefined, {
    defaults: { timezone: 'UTC', mode },
    clients: { 'some-app': client({ limits: own, tier: 'gold' }) },
    limits: { default: otherwise, tiers: tier === undefined ? {} : { gold: tier } },
    tenants: Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [name, { ...absent, ...tenant }])),
  })
  return compileRules(document, knowledge).limitOf(principal())
}

const key = 'client'
const north = (limits: Limit, more: Partial<Tenant> = {}) => ({ north: { clients: ['some-app'], limits, ...more } })

test.each<[string, Given, object | undefined]>([
  ['nothing says anything', {}, undefined],
  ['the default', { otherwise: { rps: 1, key } }, { rps: 1, key, name: 'default' }],
  [
    'the tier goes before it',
    { tier: { rps: 2, key }, otherwise: { rps: 1, key: 'user' } },
    { rps: 2, key, name: 'tier:gold' },
  ],
  [
    'the client goes before both',
    { client: { rps: 3, key }, tier: { rps: 2, key: 'user' } },
    { rps: 3, key, name: 'client' },
  ],
  [
    'key by key',
    { client: { perDay: 9, key }, otherwise: { rps: 1, perDay: 5, key } },
    { rps: 1, perDay: 9, name: 'client' },
  ],
  [
    'a tenant lowers',
    { otherwise: { rps: 5, burst: 9, key }, tenants: north({ rps: 2, key }) },
    { rps: 2, burst: 9, name: 'tenant:north' },
  ],
  [
    'a tenant never raises',
    { otherwise: { rps: 5, key }, tenants: north({ rps: 9, key }) },
    { rps: 5, name: 'default', tenant: 'north' },
  ],
  [
    'a tenant limits what nothing else does',
    { tenants: north({ perDay: 9, key: 'tenant' }) },
    { perDay: 9, key: 'tenant', name: 'tenant:north' },
  ],
  [
    'the tenant of others',
    { otherwise: { rps: 5, key }, tenants: north({ rps: 2, key }, { clients: ['other'] }) },
    { rps: 5, tenant: undefined },
  ],
  [
    'a tenant that cannot be told',
    { otherwise: { rps: 5, key }, tenants: north({ rps: 2, key }, { when: condition.eq('token.site', 'n') }) },
    { rps: 2 },
  ],
  ['a policy without effect', { otherwise: { rps: 1, key }, mode: 'shadow' }, undefined],
])('%s', (_, given, expected) => {
  const found = limitOf(given)
  if (expected === undefined) expect(found).toBeUndefined()
  else expect(found).toMatchObject(expected)
})

test('rps and burst belong together', () => {
  expect(limitOf({ client: { rps: 1, key }, otherwise: { rps: 50, burst: 100, key } })).not.toHaveProperty('burst')
})

describe('who a limit is of', () => {
  test('the name of a tier that nothing limits says nothing, whatever it is', () => {
    const document = policy(undefined, { clients: { 'some-app': client({ tier: 'constructor' }) } })
    expect(compileRules(document, knowledge).limitOf(principal())).toBeUndefined()
  })

  test.each([
    ['n', 2],
    ['s', 5],
  ])('a tenant is of those its condition holds for: %s', (site, rps) => {
    const absent = { issuers: undefined, clients: undefined, when: undefined, rules: [], limits: undefined }
    const tenant = { ...absent, when: condition.eq('token.site', 'n'), limits: { rps: 2, key } as const }
    const document = policy(undefined, {
      limits: { default: { rps: 5, key }, tiers: {} },
      tenants: { north: tenant },
    })
    expect(compileRules(document, knowledge).limitOf(principal({ claims: { site } }))).toMatchObject({ rps })
  })
})
