import type { Config } from '../config/config.ts'
import { formatProblem } from '../config/problems/problem.ts'
import { testsOfPolicy } from '../policy-test/files.ts'
import { runPolicyTests } from '../policy-test/run.ts'

/** What the tests of a policy have against it, in sentences; that there are none is one, as they are asked for. */
export async function policyFailures(config: Config): Promise<readonly string[]> {
  const files = testsOfPolicy(config.policy)
  if (files.length === 0) return ['reload.requireTests: the policy has no tests (expected *_test.yaml files beside it)']
  const run = await runPolicyTests(config, files)
  if ('problems' in run) return run.problems.map(formatProblem)
  if (run.passed) return []
  const failing = run.suites.flatMap(({ file, tests }) =>
    tests
      .filter(({ differences }) => differences.length > 0)
      .map(({ test: { name } }) => `${file}: the test ${JSON.stringify(name)} fails`),
  )
  return failing.length > 0 ? failing : ['the tests cover less of the policy than they require (coverage)']
}
