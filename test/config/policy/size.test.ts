import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import { checkPolicy } from '../../../src/policy/check/check.ts'
import { effortOf } from '../../fixtures/effort.ts'
import { configOf, problemsIn, withRequired } from '../files.ts'

const HEAD = 'apiVersion: gatehouse/v1\nkind: Policy\n'
const types = ['Observation', 'Condition', 'Patient', 'Encounter', 'Procedure']

/** Roles with a rule each, permits and denies by turns. */
function policyWith(rules: number): string {
  const names = Array.from({ length: rules }, (_, index) => index)
  const roles = names.map((name) => `  r${name}: { from: { has: [token.roles, r${name}] } }`)
  const written = names.map(
    (name) =>
      `  - { id: r${name}, effect: ${name % 2 === 0 ? 'permit' : 'deny'}, match: { roles: [r${name}], interactions: [read], resources: [${types[name % 5]}] } }`,
  )
  return [`${HEAD}roles:`, ...roles, 'rules:', ...written, ''].join('\n')
}

describe('a large policy', () => {
  test('of 10,000 rules with 10,000 roles is read, and checked in time linear in the rules', () => {
    const { document } = configOf('policy: p.yaml', { 'p.yaml': policyWith(10_000) }).policy
    expect(document?.rules).toHaveLength(10_000)
    const effort = effortOf(() => expect(checkPolicy(document!, 0, loadDefinitions('R4'))).toEqual([]))
    expect(effort).toBeLessThan(2000)
  })

  test('whose rules are all wrong gets all of its faults', () => {
    const rules = Array.from(
      { length: 2000 },
      (_, index) => `  - { id: r${index}, effect: permit, match: {}, more: 1 }\n`,
    )
    const problems = problemsIn(withRequired('policy: p.yaml'), { 'p.yaml': `${HEAD}rules:\n${rules.join('')}` })
    expect(problems).toHaveLength(2000)
    expect(problems[1999]).toMatch(/^p\.yaml:2003:.*rules\[1999\]\.more: is not a known key/)
  })

  test('in which nothing is called as it should be gets hints at first, and all of its faults', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${index + 1000}`)
    const roles = names.map((name) => `  nurse-${name}: { from: { exists: client.id } }\n`)
    const rules = names.map((name) => `  - { id: r${name}, effect: deny, match: { roles: [nurze-${name}] } }\n`)
    const text = `${HEAD}roles:\n${roles.join('')}rules:\n${rules.join('')}`
    const problems = problemsIn(withRequired('policy: p.yaml'), { 'p.yaml': text })
    expect(problems).toHaveLength(1000)
    expect(problems[0]).toMatch(/rules\[0\].*did you mean "nurse-1000"/)
    const hinted = problems.filter((problem) => problem.includes('did you mean')).length
    expect(hinted).toBeGreaterThan(50)
    expect(hinted).toBeLessThan(150)
  })

  test('that is nested beyond any use is refused, not followed', () => {
    const closed = (levels: number) => `${'{ not: '.repeat(levels)}{ exists: client.id }${' }'.repeat(levels)}`
    const deeps = [
      '['.repeat(100_000),
      '{ not: '.repeat(10_000),
      '- '.repeat(10_000),
      `{ a: ${'2: '.repeat(40_000)} }`,
      'a: '.repeat(100_000),
      closed(100),
      closed(800),
      closed(10_000),
    ]
    for (const deep of deeps) {
      const problems = problemsIn(withRequired('policy: p.yaml'), { 'p.yaml': `${HEAD}rules:\n  ${deep}` })
      expect(problems.join('\n')).toMatch(
        /^p\.yaml:\d+:\d+: (is nested too deeply \(expected at most 100 levels\)|a map begins on)/m,
      )
    }
  })

  test('whose aliases come to more than a million values is refused', () => {
    const uses = 'x, '.repeat(25_000)
    const text = `${HEAD}x: &a [${uses}]\nrules: [${'*a, '.repeat(45)}]\n`
    expect(problemsIn(withRequired('policy: p.yaml'), { 'p.yaml': text })).toEqual([
      'p.yaml:1:1: repeats a block by alias too often (expected at most 1000000 repeated values in all)',
    ])
  })
})
