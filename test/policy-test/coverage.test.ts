import { describe, expect, test } from 'vitest'
import { countBranches, countRules, percent } from '../../src/policy-test/coverage/coverage.ts'
import { coverageLines, shortfallLines } from '../../src/policy-test/report/coverage-text.ts'
import { head, run } from './files.ts'

const permitted =
  '{ name: read, token: nurse, env: inside, request: "GET /Observation/bp", resource: bp, expect: { effect: permit } }'
const denied =
  '{ name: hiv, token: nurse, env: inside, request: "GET /Observation/hiv", resource: hiv, expect: { effect: deny } }'

async function covered(tests: readonly string[], wanted = '') {
  const done = await run(`${head}tests: [${tests.join(', ')}]\n${wanted}`)
  if ('problems' in done) throw new Error(JSON.stringify(done.problems))
  const [policy] = done.coverage
  if (policy === undefined) throw new Error('no policy was covered')
  return { ...done, policy }
}

const ruleOf = ({ policy }: Awaited<ReturnType<typeof covered>>, id: string) =>
  policy.coverage.rules.find(({ rule }) => rule.id === id)

describe('a rule is reached when it fits', () => {
  test.each([
    ['a permit', 'care-read', [permitted], true],
    ['a deny of a resource', 'no-hiv', [denied], true],
    ['a deny that does not fit the resource', 'no-hiv', [permitted], false],
    ['a rule of somebody else', 'few', [permitted, denied], false],
    [
      'a rule in shadow mode',
      'off-site',
      ['{ name: a, token: doc, env: outside, request: "GET /Observation/bp", expect: { effect: deny } }'],
      true,
    ],
    [
      'a rule that the scopes keep from being asked',
      'no-delete',
      ['{ name: a, token: nurse, request: "DELETE /Observation/bp", expect: { effect: deny } }'],
      false,
    ],
  ])('%s', async (_, id, tests, matched) => {
    expect(ruleOf(await covered(tests), id)?.matched).toBe(matched)
  })

  test('a rule that is off does not count', async () => {
    expect(ruleOf(await covered([permitted]), 'retired')).toBeUndefined()
  })
})

describe('a test of a condition has two branches', () => {
  const create = (body: string) =>
    `{ name: ${body}, token: doc, request: "POST /Observation", body: ${body}, expect: { effect: permit } }`

  test.each([
    [[permitted], [{ path: 'when.eq', held: false, failed: true }]],
    [[denied], [{ path: 'when.eq', held: true, failed: false }]],
    [[permitted, denied], [{ path: 'when.eq', held: true, failed: true }]],
  ])('%j', async (tests, branches) => {
    expect(ruleOf(await covered(tests), 'no-hiv')?.branches).toEqual(branches)
  })

  test('also inside of others, each by itself', async () => {
    expect(ruleOf(await covered([create('bp'), create('noted')]), 'write-final')?.branches).toEqual([
      { path: 'when.all[0].eq', held: true, failed: false },
      { path: 'when.all[1].not.exists', held: true, failed: true },
    ])
  })

  test('and none is seen where the rule is about something else', async () => {
    const other = '{ name: a, token: nurse, request: "GET /Patient/a", resource: pat, expect: { effect: permit } }'
    expect(ruleOf(await covered([other]), 'no-hiv')?.branches).toEqual([
      { path: 'when.eq', held: false, failed: false },
    ])
  })
})

describe('what a file asks for has to be reached', () => {
  test.each([
    ['coverage: { rules: 20%, branches: 33% }', true],
    ['coverage: { rules: 90% }', false],
    ['coverage: { branches: 34% }', false],
    ['', true],
  ])('%s', async (wanted, passed) => {
    const done = await covered([permitted, denied], wanted)
    expect(percent(countRules(done.policy.coverage))).toBeCloseTo(22.2, 1)
    expect(countBranches(done.policy.coverage)).toEqual({ reached: 2, all: 6 })
    expect(done.passed).toBe(passed)
    expect(shortfallLines(done.policy, (_, text) => text).length > 0).toBe(!passed)
  })
})

test('what no test reaches is named with its place', async () => {
  const { policy } = await covered([denied], 'coverage: { rules: 90% }')
  const lines = coverageLines(policy, (_, text) => text).map((line) => line.trim())
  expect(lines).toEqual(
    expect.arrayContaining([
      'Coverage of policy ward 1',
      'rules: 22% (2 of 9), at least 90% is required',
      'branches: 16% (1 of 6)',
      'never fits: few (ward.yaml:24)',
      'never fails: no-hiv (ward.yaml:32) when.eq',
    ]),
  )
  expect(lines.join('\n')).not.toMatch(/never fits: (?:care-read|no-hiv)/)
})
