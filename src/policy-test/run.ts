import type { Config } from '../config/config.ts'
import { type ReadFile, readFile } from '../config/files/read-file.ts'
import type { Problem } from '../config/problems/problem.ts'
import { type ExplainParts, explainPartsOf } from '../explain/parts.ts'
import {
  type Coverage,
  type CoverageWatch,
  countBranches,
  countRules,
  percent,
  watchCoverage,
} from './coverage/coverage.ts'
import { type PolicyTestFile, readPolicyTests } from './read/read.ts'
import { checkResourceTypes } from './read/resource-types.ts'
import { checkRuleIds } from './read/rule-ids.ts'
import { type RanTest, runTest } from './run-test.ts'
import { siteOf } from './site.ts'

/** What became of files of tests: all of them run, or what is wrong with them. */
export type PolicyTestRun =
  | { readonly suites: readonly Suite[]; readonly coverage: readonly PolicyCoverage[]; readonly passed: boolean }
  | { readonly problems: readonly Problem[] }

/** One file of tests. */
export interface Suite {
  readonly file: string
  readonly policy: string
  readonly tests: readonly RanTest[]
}

/** How far all tests of one policy reach into it. */
export interface PolicyCoverage {
  readonly policy: string
  readonly coverage: Coverage
  /** Percent that the files ask for; of several the highest. */
  readonly wanted: { readonly rules: number; readonly branches: number }
  /** Whether it is as much as the files ask for. */
  readonly suffices: boolean
}

interface Subject {
  readonly config: Config
  readonly parts: ExplainParts
  readonly watch: CoverageWatch
  readonly wanted: { rules: number; branches: number }
}

/**
 * Runs files of tests (`kind: PolicyTest`, docs/policy-tests.md), each against the policy that it names: the one of
 * `config` where it is that, another is read. Nothing outside is asked, and the clock stands where the tests say.
 *
 * @param config the site; its policy is taken as it was loaded.
 * @param files paths; problems name them so.
 */
export async function runPolicyTests(
  config: Config,
  files: readonly string[],
  read: ReadFile = readFile,
): Promise<PolicyTestRun> {
  const problems: Problem[] = []
  const subjects = new Map<string, Subject>()
  const ready = files.flatMap((name) => {
    const file = readPolicyTests(name, read)
    const subject = 'document' in file ? subjectOf(file, config, subjects, read) : file
    if (!('document' in file) || !('parts' in subject)) {
      problems.push(...(subject as readonly Problem[]))
      return []
    }
    problems.push(...checkRuleIds(file, subject.config), ...checkResourceTypes(file, subject.config))
    return [{ file, subject }]
  })
  if (problems.length > 0) return { problems }

  const suites: Suite[] = []
  for (const { file, subject } of ready) {
    const tests: RanTest[] = []
    for (const test of file.document.tests) tests.push(await runTest(test, file, subject))
    suites.push({ file: file.name, policy: titleOf(subject), tests })
  }
  const coverage = [...subjects.values()].map(coverageOf)
  const passed = suites.every(({ tests }) => tests.every(({ differences }) => differences.length === 0))
  return { suites, coverage, passed: passed && coverage.every(({ suffices }) => suffices) }
}

/** Files that test the same policy share its compiled rules, and their coverage adds up. */
function subjectOf(
  file: PolicyTestFile,
  config: Config,
  known: Map<string, Subject>,
  read: ReadFile,
): Subject | readonly Problem[] {
  const site = siteOf(file, config, read)
  if (!('policy' in site)) return site
  const key = `${site.policy.files[0]} ${site.upstream.fhirVersion}`
  const subject = known.get(key) ?? newSubject(site)
  known.set(key, subject)
  const { rules = 0, branches = 0 } = file.document.coverage ?? {}
  subject.wanted.rules = Math.max(subject.wanted.rules, rules)
  subject.wanted.branches = Math.max(subject.wanted.branches, branches)
  return subject
}

function newSubject(config: Config): Subject {
  const parts = explainPartsOf(config)
  return {
    config,
    parts,
    watch: watchCoverage(config.policy.document, parts.authority),
    wanted: { rules: 0, branches: 0 },
  }
}

function coverageOf(subject: Subject): PolicyCoverage {
  const coverage = subject.watch.coverage()
  const { rules, branches } = subject.wanted
  const suffices = percent(countRules(coverage)) >= rules && percent(countBranches(coverage)) >= branches
  return { policy: titleOf(subject), coverage, wanted: { rules, branches }, suffices }
}

function titleOf({ config: { policy } }: Subject): string {
  return policy.version === undefined ? policy.name : `${policy.name} ${policy.version}`
}
