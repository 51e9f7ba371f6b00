import { describe, expect, test } from 'vitest'
import { configOf } from '../files.ts'

const HEAD = 'apiVersion: gatehouse/v1\nkind: Policy\n'

/** The document of a policy that is written behind its head. */
function documentOf(text: string, files: Record<string, string> = {}) {
  const { document } = configOf('policy: p.yaml', { ...files, 'p.yaml': HEAD + text }).policy
  return document!
}

const ruleOf = (keys: string, more = '') =>
  documentOf(`${more}rules: [{ id: r, effect: permit, ${keys} }]\n`).rules![0]!
const whenOf = (when: string, more = '') => ruleOf(`match: {}, when: ${when}`, more).when
const attribute = (root: string, ...path: string[]) => ({ root, path })

test('a policy that says nothing', () => {
  expect(documentOf('')).toEqual({
    ...{ name: 'default', version: undefined, defaults: { timezone: 'UTC', mode: 'enforce' } },
    sets: { networks: {}, schedules: {}, resources: {} },
    ...{ roles: {}, clients: {}, limits: { default: undefined, tiers: {} }, rules: undefined, tenants: {} },
  })
})

test('metadata and defaults', () => {
  const text =
    'metadata: { name: ward, version: "2", owner: us }\ndefaults: { effect: deny, combining: deny-overrides, timezone: Europe/Rome, mode: shadow }\n'
  expect(documentOf(text)).toMatchObject({
    ...{ name: 'ward', version: '2', defaults: { timezone: 'Europe/Rome', mode: 'shadow' } },
  })
})

describe('hours', () => {
  test.each([
    ['mon', [1]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['fri-mon', [0, 1, 5, 6]],
    ['mon-sun', [0, 1, 2, 3, 4, 5, 6]],
    ['mon,wed-thu,mon', [1, 3, 4]],
    ['sun', [0]],
  ])('%s', (days, expected) => {
    const { sets } = documentOf(`sets: { schedules: { s: [{ days: "${days}", from: 07:30, to: "24:00" }] } }\n`)
    expect(sets.schedules.s).toEqual([{ days: expected, from: 450, to: 1440 }])
  })
})

describe('sets stand for what they hold', () => {
  const sets = `sets:
  networks: { a: [10.0.0.0/8, "fd00::/8"], b: [192.0.2.0/24] }
  schedules: { day: [{ days: mon, from: "08:00", to: "18:00" }], night: [{ days: mon, from: "22:00", to: "06:00" }] }
  resources: { clinical: [Observation, Condition] }
`
  const night = { days: [1], from: 1320, to: 360 }

  test.each([
    ['{ networks: [b, 172.16.0.0/12, a] }', { networks: ['192.0.2.0/24', '172.16.0.0/12', '10.0.0.0/8', 'fd00::/8'] }],
    ['{ notNetworks: [b] }', { notNetworks: ['192.0.2.0/24'] }],
    ['{ resources: [Patient, clinical, Condition] }', { resources: ['Patient', 'Observation', 'Condition'] }],
    ['{ schedule: night }', { schedule: [night] }],
    ['{ notSchedule: [night] }', { notSchedule: [night] }],
    [
      '{ schedule: [night, { days: sun, from: "00:00", to: "24:00" }] }',
      { schedule: [night, { days: [0], from: 0, to: 1440 }] },
    ],
    ['{ interactions: ["*"], relation: any }', {}],
    ['{ interactions: [read], relation: self }', { interactions: ['read'], relation: 'self' }],
    ['{ params: { any: [_id] } }', { params: { any: ['_id'] } }],
  ])('match %s', (match, expected) => {
    expect(ruleOf(`match: ${match}`, sets).match).toEqual(expected)
  })

  test.each([
    ['{ cidr: [env.address, a] }', ['10.0.0.0/8', 'fd00::/8']],
    ['{ cidr: [env.address, [b, 172.16.0.0/12]] }', ['192.0.2.0/24', '172.16.0.0/12']],
    ['{ in: [request.resourceType, [clinical, Patient]] }', ['Observation', 'Condition', 'Patient']],
    ['{ eq: [token.x, clinical] }', ['clinical']],
  ])('when %s', (when, literals) => {
    expect(whenOf(when, sets)).toMatchObject({ operand: { literals } })
  })

  test('of clients as well', () => {
    const { clients } = documentOf(`${sets}clients: { app: { networks: [b] } }\n`)
    expect(clients.app).toMatchObject({ status: 'active', networks: ['192.0.2.0/24'], fhirRefs: [] })
  })
})

describe('conditions', () => {
  test.each([
    ['{ eq: [token.realm_access.roles, a] }', 'eq', attribute('token', 'realm_access', 'roles'), { literals: ['a'] }],
    ['{ ne: [token.n, 5] }', 'ne', attribute('token', 'n'), { literals: [5] }],
    ['{ eq: [token.b, true] }', 'eq', attribute('token', 'b'), { literals: [true] }],
    ['{ eq: [token.b, yes] }', 'eq', attribute('token', 'b'), { literals: ['yes'] }],
    ['{ eq: [token.t, client.tier] }', 'eq', attribute('token', 't'), { attribute: attribute('client', 'tier') }],
    ['{ eq: [token.t, { value: client.tier }] }', 'eq', attribute('token', 't'), { literals: ['client.tier'] }],
    ['{ in: [token.t, [a, 1, { value: env.now }]] }', 'in', attribute('token', 't'), { literals: ['a', 1, 'env.now'] }],
    [
      '{ in: [resource.id, token.allowed] }',
      'in',
      attribute('resource', 'id'),
      { attribute: attribute('token', 'allowed') },
    ],
    ['{ has: [token.roles, [a, b]] }', 'has', attribute('token', 'roles'), { literals: ['a', 'b'] }],
    ['{ startsWith: [token.scope, system/] }', 'startsWith', attribute('token', 'scope'), { literals: ['system/'] }],
    ['{ lte: [resource.issued, "2026-01-01"] }', 'lte', attribute('resource', 'issued'), { literals: ['2026-01-01'] }],
    [
      '{ gte: [resource.issued, env.now] }',
      'gte',
      attribute('resource', 'issued'),
      { attribute: attribute('env', 'now') },
    ],
    [
      '{ sameAs: [resource.subject, Patient/1] }',
      'sameAs',
      attribute('resource', 'subject'),
      { literals: ['Patient/1'] },
    ],
    ['{ matches: [client.id, "lab-\\\\d+"] }', 'matches', attribute('client', 'id'), { literals: ['lab-\\d+'] }],
    ['{ eq: [request.headers.X-Tenant, a] }', 'eq', attribute('request', 'headers', 'X-Tenant'), { literals: ['a'] }],
  ])('%s', (when, test, left, operand) => {
    expect(whenOf(when)).toEqual({ test, attribute: left, operand })
  })

  test('joined', () => {
    const x = attribute('token', 'x')
    expect(whenOf('{ all: [{ exists: token.x }, { any: [{ not: { exists: token.x } }] }] }')).toEqual({
      all: [{ exists: x }, { any: [{ not: { exists: x } }] }],
    })
  })
})

/** An attribute in a value. */
const TENANT = `$${'{token.t}'}`

describe('obligations of one rule are joined', () => {
  const none = {
    ...{
      narrow: {},
      redact: [],
      maxResults: undefined,
      addLabels: [],
      stepUp: undefined,
      notify: [],
      audit: undefined,
    },
  }

  test.each([
    ['{ maxResults: 5 }', { maxResults: 5 }],
    ['[{ maxResults: 5 }, { maxResults: 3, audit: minimal }]', { maxResults: 3, audit: 'minimal' }],
    ['[{ audit: minimal }, { audit: comprehensive }]', { audit: 'comprehensive' }],
    ['[{ notify: a }, { notify: b }, { notify: a }]', { notify: ['a', 'b'] }],
    ['[{ stepUp: { acr: x, maxAge: 15m } }]', { stepUp: { acr: ['x'], maxAge: 900 } }],
    ['[{ stepUp: { acr: [x, y] } }]', { stepUp: { acr: ['x', 'y'], maxAge: undefined } }],
    ['[{ stepUp: { maxAge: 1d } }]', { stepUp: { acr: [], maxAge: 86_400 } }],
    [
      '[{ addLabel: ["s|c", "|d"] }]',
      {
        addLabels: [
          { system: 's', code: 'c' },
          { system: undefined, code: 'd' },
        ],
      },
    ],
    [`[{ narrow: { _id: a } }, { narrow: { _tag: "${TENANT}" } }]`, { narrow: { _id: 'a', _tag: TENANT } }],
    [
      '[{ redact: { elements: [Patient.name, "Observation.value[x].code"], style: mask-value } }, { redact: { elements: [Patient.name] } }]',
      {
        redact: [
          { type: 'Patient', path: ['name'], style: 'remove' },
          { type: 'Observation', path: ['value[x]', 'code'], style: 'mask-value' },
        ],
      },
    ],
  ])('%s', (obligations, expected) => {
    expect(ruleOf(`match: {}, obligations: ${obligations}`).obligations).toEqual({ ...none, ...expected })
  })
})

test('a rule with everything else', () => {
  const keys =
    'description: d, reason: why, denialStyle: hidden, mode: shadow, notBefore: "2026-03-01T00:00:00+01:00", notAfter: "2026-03-02T00:00Z", match: {}'
  expect(documentOf(`rules:\n  - { id: r, effect: deny, ${keys} }\n`).rules![0]).toMatchObject({
    ...{ id: 'r', effect: 'deny', description: 'd', reason: 'why', denialStyle: 'hidden', mode: 'shadow', match: {} },
    ...{ notBefore: Date.UTC(2026, 1, 28, 23), notAfter: Date.UTC(2026, 2, 2), place: { file: 'p.yaml', line: 4 } },
  })
})

test('roles, limits and tenants', () => {
  const document =
    documentOf(`roles: { a: { from: { exists: token.a }, inherits: [b] }, b: { from: { exists: token.b } } }
limits: { default: { rps: 0.5, burst: 2 }, tiers: { large: { perDay: 9, key: user } } }
rules: [{ id: r, effect: permit, match: { roles: [a] } }]
tenants: { north: { clients: [x], limits: { rps: 1 }, rules: [{ id: n, effect: deny, match: {} }] } }
`)
  expect(document.roles).toMatchObject({ a: { inherits: ['b'] }, b: { inherits: [] } })
  expect(document.limits).toEqual({
    default: { rps: 0.5, burst: 2, key: 'client' },
    tiers: { large: { perDay: 9, key: 'user' } },
  })
  expect(document.tenants.north).toMatchObject({
    clients: ['x'],
    limits: { rps: 1, key: 'tenant' },
    rules: [{ id: 'n' }],
  })
})
