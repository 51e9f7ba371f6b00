import { describe, expect, test } from 'vitest'
import { head, policy, problemsOf } from './files.ts'

const one = 'name: tried, token: doc, request: "GET /Observation/bp"'
const withTest = (test: string) => `${head}tests:\n  - { ${test} }\n`

describe('every fault has its place, what is wrong and what was expected', () => {
  test.each([
    [
      'an unknown token',
      withTest(`name: a, token: dok, request: "GET /Patient", expect: { effect: permit }`),
      '24:23: tests[0].token: does not name anything (expected a name in fixtures.tokens; did you mean "doc"?)',
    ],
    [
      'an unknown env',
      withTest(`${one}, env: insid, expect: { effect: permit }`),
      'tests[0].env: does not name anything (expected a name in fixtures.env; did you mean "inside"?)',
    ],
    [
      'an unknown resource',
      withTest(`${one}, resource: bq, expect: { effect: permit }`),
      'tests[0].resource: does not name anything (expected a name in fixtures.resources; did you mean "bp"?)',
    ],
    [
      'an unknown resource in a list',
      withTest(`${one}, resources: [bp, x], expect: { effect: permit }`),
      'tests[0].resources[1]: does not name anything',
    ],
    [
      'an unknown body',
      withTest(`${one}, body: zz, expect: { effect: permit }`),
      'tests[0].body: does not name anything',
    ],
    [
      'a stored resource without id',
      withTest(`${one}, resource: noted, expect: { effect: permit }`),
      'tests[0].resource: is a resource without id',
    ],
    [
      'resource and resources',
      withTest(`${one}, resource: bp, resources: [bp], expect: { effect: permit }`),
      'tests[0].resources: is given beside resource (expected either resource or resources)',
    ],
    [
      'an unknown key of a test',
      withTest(`${one}, tokn: doc, expect: { effect: permit }`),
      'tests[0].tokn: is not a known key',
    ],
    [
      'an unknown key of expect',
      withTest(`${one}, expect: { efect: permit }`),
      'tests[0].expect.efect: is not a known key',
    ],
    ['no expectation', withTest(one), 'tests[0].expect: is missing'],
    [
      'an expectation without effect',
      withTest(`${one}, expect: { status: 200 }`),
      'tests[0].expect.effect: is missing',
    ],
    [
      'an unknown rule',
      withTest(`${one}, expect: { effect: permit, rules: [care-red] }`),
      'tests[0].expect.rules[0]: is not a rule of the policy (expected the id of a rule; did you mean "care-read"?)',
    ],
    [
      'an unknown rule in shadow',
      withTest(`${one}, expect: { effect: permit, shadow: { x: permit } }`),
      'tests[0].expect.shadow.x: is not a rule of the policy',
    ],
    [
      'an unknown rule that removes',
      withTest(`${one}, resource: bp, expect: { effect: permit, removed: { bp: [x] } }`),
      'tests[0].expect.removed.bp[0]: is not a rule of the policy',
    ],
    [
      'what is returned and not there',
      withTest(`${one}, resource: bp, expect: { effect: permit, returned: [hiv] }`),
      'tests[0].expect.returned[0]: does not name anything (expected a name in resource, resources or body of this test)',
    ],
    [
      'what is removed and not there',
      withTest(`${one}, resource: bp, expect: { effect: permit, removed: { hiv: [] } }`),
      'tests[0].expect.removed.hiv: does not name anything',
    ],
    [
      'an unknown obligation',
      withTest(`${one}, expect: { effect: permit, obligations: [redac] }`),
      'tests[0].expect.obligations[0]: is not a known value',
    ],
    [
      'an unknown style',
      withTest(`${one}, expect: { effect: deny, style: gone }`),
      'tests[0].expect.style: is not a known value',
    ],
    [
      'a request without method',
      withTest(`name: a, token: doc, request: /Patient, expect: { effect: permit }`),
      'tests[0].request: is not valid (expected a request such as',
    ],
    [
      'a moment without offset',
      withTest(`${one}, now: "2026-03-02T10:15:00", expect: { effect: permit }`),
      'tests[0].now: is not valid',
    ],
    [
      'a name twice',
      `${withTest(`${one}, expect: { effect: permit }`)}  - { ${one}, expect: { effect: deny } }\n`,
      'tests[1].name: is the name of another test',
    ],
    [
      'break-glass',
      withTest(`${one}, purpose: BTG, expect: { effect: permit }`),
      'tests[0].purpose: is not supported yet (expected to be left out)',
    ],
    [
      'lifted rules',
      withTest(`${one}, expect: { effect: permit, lifted: [no-hiv] }`),
      'tests[0].expect.lifted: is not supported yet',
    ],
    [
      'consents',
      withTest(`${one}, expect: { effect: permit, obligations: [requireConsent] }`),
      'tests[0].expect.obligations[0]: is not supported yet',
    ],
    [
      'an address that is none',
      `${head.replace('10.20.1.5', '10.20.1.500')}tests: [{ ${one}, expect: { effect: permit } }]`,
      'fixtures.env.inside.address: is not valid (expected an IP address)',
    ],
    [
      'an unknown resource type',
      `${head.replace('resourceType: Patient, id: b', 'resourceType: Patent, id: b')}tests: [{ ${one}, expect: { effect: permit } }]`,
      'fixtures.resources.pat2.resourceType: is not a resource type (expected a type of FHIR R4; did you mean "Patient"?)',
    ],
    [
      'a share that is none',
      `${withTest(`${one}, expect: { effect: permit }`)}coverage: { rules: 101% }\n`,
      'coverage.rules: is not valid (expected a share such as 90%)',
    ],
    ['no tests', `${head}tests: []\n`, 'tests: has too few items'],
    [
      'a policy that is not there',
      withTest(`${one}, expect: { effect: permit }`).replace('ward.yaml', 'word.yaml'),
      '3:9: policy: does not exist (expected the path of a policy file, relative to this one)',
    ],
    ['no YAML', 'tests: [', 'ward_test.yaml:1:'],
    ['nothing', '', 'ward_test.yaml:1:1: '],
  ])('%s', async (_, tests, said) => {
    const problems = await problemsOf(tests)
    expect(problems.join('\n')).toContain(said)
    for (const problem of problems) expect(problem).toMatch(/^ward_test\.yaml:\d+:\d+: /)
  })
})

test('a key that comes later is told once', async () => {
  const problems = await problemsOf(withTest(`${one}, purpose: BTG, expect: { effect: permit, lifted: [] }`))
  expect(problems).toHaveLength(2)
})

test('faults of the policy are told at their places in it', async () => {
  const broken = policy.replace('effect: deny, match: { interactions: [delete] }', 'effect: forbid, match: {}')
  const problems = await problemsOf(withTest(`${one}, expect: { effect: permit }`), broken)
  expect(problems).toEqual([expect.stringMatching(/^ward\.yaml:\d+:\d+: rules\[6\]\.effect: is not a known value/)])
})
