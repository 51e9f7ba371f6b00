import { describe, expect, test } from 'vitest'
import { configOf, problemsIn, read, withRequired } from '../files.ts'

const HEAD = 'apiVersion: gatehouse/v1\nkind: Policy\n'
const MAIN = `${HEAD}include: [parts/roles.yaml]\nrules: [{ id: a, effect: permit, match: { roles: [nurse], networks: [office] } }]\n`
const ROLES = `${HEAD}include: [sets.yaml]\nroles: { nurse: { from: { has: [token.roles, nurse] } } }\nrules: [{ id: b, effect: deny, match: {} }]\n`
const SETS = `${HEAD}sets: { networks: { office: [10.0.0.0/8] } }\n`
const files = { 'p.yaml': MAIN, 'parts/roles.yaml': ROLES, 'parts/sets.yaml': SETS }

describe('included files', () => {
  test('belong to the policy, each relative to the file that includes it', () => {
    const { policy } = configOf('policy: p.yaml', files)
    expect(policy.document).toMatchObject({
      roles: { nurse: {} },
      sets: { networks: { office: ['10.0.0.0/8'] } },
      rules: [
        { id: 'a', match: { networks: ['10.0.0.0/8'] }, place: { file: 'p.yaml', line: 4 } },
        { id: 'b', place: { file: 'parts/roles.yaml', line: 5 } },
      ],
    })
    expect(policy.files).toEqual(
      ['p.yaml', 'parts/roles.yaml', 'parts/sets.yaml'].map((name) => `/etc/gatehouse/${name}`),
    )
  })

  test('are part of the version', () => {
    const version = (changed: Record<string, string>) => configOf('policy: p.yaml', { ...files, ...changed }).version
    expect(version({})).toBe(version({}))
    expect(version({ 'parts/sets.yaml': `${SETS}# changed\n` })).not.toBe(version({}))
  })

  test('may be many, but not too many', () => {
    const names = Array.from({ length: 100 }, (_, index) => `${index}.yaml`)
    const many = Object.fromEntries(names.map((name) => [name, HEAD]))
    const main = `${HEAD}include: [${names.join(', ')}]\n`
    expect(problemsIn(withRequired('policy: p.yaml'), { ...many, 'p.yaml': main })).toEqual([
      expect.stringContaining('include[99]: would be one file too many'),
    ])
  })
})

test('without a policy there are no files and no document', () => {
  expect(configOf('').policy).toMatchObject({ name: 'default', files: [] })
  expect(configOf('').policy.document).toBeUndefined()
})

describe('names that nothing uses, and hours that overlap', () => {
  function warningsOf(text: string): readonly string[] {
    const result = read(withRequired('policy: p.yaml'), { 'p.yaml': HEAD + text })
    if ('problems' in result) throw new Error(JSON.stringify(result.problems))
    return result.warnings.map(({ line, column, path, what }) => `${line}:${column} ${path} ${what}`)
  }

  test.each([
    ['sets: { networks: { a: [10.0.0.0/8] } }', '3:21 sets.networks.a no rule or client uses this set'],
    ['sets: { resources: { a: [Patient] } }', '3:22 sets.resources.a no rule uses this set'],
    [
      'roles: { a: { from: { exists: token.a } } }',
      '3:10 roles.a no rule uses this role, and no other role inherits it',
    ],
    ['limits: { tiers: { a: { rps: 1 } } }', '3:20 limits.tiers.a no client or rule names this tier'],
  ])('%s', (text, expected) => {
    expect(warningsOf(`${text}\n`)).toEqual([expected])
  })

  test.each([
    ['mon', '08:00', '12:00', 'mon', '12:00', '13:00', false],
    ['mon', '08:00', '12:01', 'mon', '12:00', '13:00', true],
    ['mon', '22:00', '02:00', 'tue', '01:00', '03:00', true],
    ['sat', '22:00', '02:00', 'sun', '01:00', '03:00', true],
    ['mon', '22:00', '02:00', 'mon', '01:00', '03:00', false],
    ['mon-fri', '00:00', '24:00', 'sat-sun', '00:00', '24:00', false],
  ])('%s %s-%s and %s %s-%s: %s', (days, from, to, others, start, end, expected) => {
    const windows = `[{ days: ${days}, from: "${from}", to: "${to}" }, { days: ${others}, from: "${start}", to: "${end}" }]`
    const rules = 'rules: [{ id: a, effect: permit, match: { schedule: s } }]\n'
    const found = warningsOf(`sets: { schedules: { s: ${windows} } }\n${rules}`)
    expect(found.map((warning) => warning.includes('overlaps'))).toEqual(expected ? [true] : [])
  })

  test('nothing is said of what is used', () => {
    const text = `sets: { networks: { n: [10.0.0.0/8] }, resources: { t: [Patient] } }
roles: { a: { from: { exists: token.a } }, b: { from: { exists: token.b }, inherits: [a] } }
limits: { tiers: { large: { rps: 1 } } }
clients: { app: { tier: large, networks: [n] } }
rules: [{ id: r, effect: permit, match: { roles: [b], resources: [t] } }]
`
    expect(warningsOf(text)).toEqual([])
  })
})

test('issuers that the configuration does not trust are told, each at its place', () => {
  const text = `apiVersion: gatehouse/v1
kind: Policy
clients: { a: { status: active, issuers: [https://id.example.org, https://id.exampel.org] } }
tenants: { t: { issuers: [https://other.test] } }
rules: [{ id: r, effect: permit, match: { issuers: [https://id.example.org, "https://third.test"] } }]
`
  const found = read(withRequired('policy: p.yaml'), { 'p.yaml': text })
  if ('problems' in found) throw new Error(JSON.stringify(found.problems))
  expect(found.warnings.map(({ line, path, what, suggestion }) => [line, path, what, suggestion]).sort()).toEqual([
    [3, 'clients.a.issuers[1]', 'is not a configured issuer', 'https://id.example.org'],
    [4, 'tenants.t.issuers[0]', 'is not a configured issuer', undefined],
    [5, 'rules[0].match.issuers[1]', 'is not a configured issuer', undefined],
  ])
})
