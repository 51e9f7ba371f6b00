import type { Config } from '../config/config.ts'
import type { RuleView } from '../explain/explanation.ts'
import type { ExplainParts } from '../explain/parts.ts'
import { decisive, isRelevant, viewRules } from '../explain/rules-view.ts'
import type { CoverageWatch } from './coverage/coverage.ts'
import { type Difference, differencesOf } from './judge/differences.ts'
import { type Outcome, outcomeOf } from './judge/outcome.ts'
import { resourcesOf } from './read/names.ts'
import type { PolicyTestFile } from './read/read.ts'
import { type Walked, walk } from './road/walk.ts'
import type { PolicyTest } from './schema.ts'

/** A test that was run; it passed when there are no differences. */
export interface RanTest {
  readonly test: PolicyTest
  readonly line: number
  readonly outcome: Outcome
  readonly differences: readonly Difference[]
  /** Of a test that failed: how the rules stand to its question, but for those that are about something else. */
  readonly rules: readonly RuleView[]
  readonly milliseconds: number
}

interface Subject {
  readonly config: Config
  readonly parts: ExplainParts
  readonly watch: CoverageWatch
}

/** Sends the request of one test down the road, and compares what becomes of it with what is expected. */
export async function runTest(
  test: PolicyTest,
  { document, yaml }: PolicyTestFile,
  { config, parts, watch }: Subject,
): Promise<RanTest> {
  const startedAt = performance.now()
  const walked = await walk(test, document, config, parts)
  const body = typeof test.body === 'string' ? document.fixtures.resources[test.body] : test.body
  const given = resourcesOf(test).map((name) => document.fixtures.resources[name])
  const fitting = watch.see(walked.asked, [...given, ...resourcesIn(body)])
  const outcome = outcomeOf(test, document.fixtures, walked, fitting, parts)
  const differences = differencesOf(test.expect, outcome)
  return {
    test,
    line: yaml.at(['tests', document.tests.indexOf(test)], 'value', { what: '' }).line ?? 1,
    outcome,
    differences,
    rules: differences.length === 0 ? [] : rulesOf(test, walked, given[0] ?? body, parts),
    milliseconds: performance.now() - startedAt,
  }
}

function rulesOf(
  { expect }: PolicyTest,
  { asked, answer }: Walked,
  resource: unknown,
  parts: ExplainParts,
): readonly RuleView[] {
  const { decision } = answer.exchange
  const named = new Set([...(expect.rules ?? []), ...Object.values(expect.removed ?? {}).flat()])
  const all = viewRules(decision && decisive(asked, decision), parts, resource)
  return all.filter((rule) => named.has(rule.id) || isRelevant(rule))
}

/** What is written: a resource, or those of a Bundle's entries, each of which is asked for by itself. */
function resourcesIn(body: unknown): readonly unknown[] {
  if (body === undefined) return []
  const { resourceType, entry } = body as { resourceType?: unknown; entry?: unknown }
  if (resourceType !== 'Bundle' || !Array.isArray(entry)) return [body]
  const entries = entry as readonly { readonly resource?: unknown }[]
  return [body, ...entries.flatMap(({ resource }) => (resource === undefined ? [] : [resource]))]
}
