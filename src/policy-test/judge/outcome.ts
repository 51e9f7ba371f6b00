import type { Decision, Permit } from '../../authorize/decision.ts'
import { AnswerError } from '../../enforce/bundle/error.ts'
import { readTopLevel } from '../../enforce/bundle/top-level.ts'
import { answerLimits } from '../../enforce/guard/limits.ts'
import { visibilityOf } from '../../enforce/guard/visibility.ts'
import type { ExplainParts } from '../../explain/parts.ts'
import { redactedElements } from '../../explain/redacted-elements.ts'
import { allRules } from '../../policy/all-rules.ts'
import type { ObligationName } from '../expect-schema.ts'
import { resourcesOf } from '../read/names.ts'
import type { Walked } from '../road/walk.ts'
import type { PolicyTest, PolicyTestDocument } from '../schema.ts'
import { obligationsOf } from './obligations.ts'
import { answeredWith } from './returned.ts'

/** What became of the request of a test. Lists are sorted. */
export interface Outcome {
  readonly effect: 'permit' | 'deny'
  readonly status: number
  readonly style: string | undefined
  /** Code, and in words. */
  readonly reason: string
  readonly rules: readonly string[]
  readonly obligations: readonly ObligationName[]
  readonly returned: readonly string[]
  readonly removed: Readonly<Record<string, readonly string[]>>
  readonly redacted: Readonly<Record<string, readonly string[]>>
  readonly shadow: Readonly<Record<string, 'permit' | 'deny'>>
  readonly indeterminate: readonly string[]
}

type Fixtures = PolicyTestDocument['fixtures']

/** Reads off the end of the road what became of a test's request. @param fitting rules that fit what was asked. */
export function outcomeOf(
  test: PolicyTest,
  { resources }: Fixtures,
  { answer, body }: Walked,
  fitting: ReadonlySet<string>,
  parts: ExplainParts,
): Outcome {
  const { exchange } = answer
  const { decision } = exchange
  const effect = decision?.effect ?? 'deny'
  const names = [...new Set([...resourcesOf(test), ...(typeof test.body === 'string' ? [test.body] : [])])]
  const answered = answeredWith(body)
  const addressOf = (name: string) => `${resources[name]?.resourceType}/${String(resources[name]?.id)}`
  const returned = names.filter((name) => answered.has(addressOf(name)))
  const removed = resourcesOf(test).filter((name) => !returned.includes(name))
  const verdicts = names.map((name) => judgedBy(decision, resources[name], exchange.principal?.grants, parts))
  const told = [decision?.policy, ...verdicts.map(({ told }) => told)].filter((each) => each !== undefined)
  const rules = (decision?.policy?.rules ?? []).map(({ id }) => id).filter((id) => effect === 'deny' || fitting.has(id))
  const elementsOf = (name: string) =>
    redactedElements(allRules(parts.policy.document), resources[name], answered.get(addressOf(name)))
  return {
    effect,
    status: answer.status,
    style: exchange.denialStyle,
    reason: reasonOf(decision, exchange),
    rules: sorted(rules),
    obligations: effect === 'deny' ? [] : obligationsOf(parts.policy.document, rules),
    returned: sorted(returned),
    removed: Object.fromEntries(
      removed.map((name) => [name, effect === 'deny' ? sorted(rules) : verdicts[names.indexOf(name)]!.keptBackBy]),
    ),
    redacted: Object.fromEntries(
      returned.map((name) => [name, elementsOf(name)] as const).filter(([, elements]) => elements.length > 0),
    ),
    shadow: Object.fromEntries(told.flatMap(({ shadow }) => shadow.map(({ rule, to }) => [rule, to]))),
    indeterminate: sorted(told.flatMap(({ indeterminate }) => indeterminate.map(({ id }) => id))),
  }
}

function reasonOf(decision: Decision | undefined, { refusal, failure }: Walked['answer']['exchange']): string {
  if (decision !== undefined) return `${decision.reason.code}, ${decision.reason.detail}`
  return refusal ?? failure ?? 'not decided'
}

interface Judged {
  readonly told?: Pick<NonNullable<Decision['policy']>, 'shadow' | 'indeterminate'>
  /** Ids of rules, or what else keeps the resource from the answer. */
  readonly keptBackBy: readonly string[]
}

/** What the guard, and the policy behind it, say of one resource. */
function judgedBy(
  decision: Decision | undefined,
  resource: Fixtures['resources'][string] | undefined,
  grants: Parameters<typeof visibilityOf>[1],
  { authority }: ExplainParts,
): Judged {
  const permits = permitsOf(decision)
  const bytes = Buffer.from(JSON.stringify(resource ?? null))
  for (const permit of permits) {
    const { denialOf, shows } = visibilityOf(permit, grants, authority)
    try {
      const read = readTopLevel(bytes, answerLimits)
      const denied = denialOf(read)
      const verdict = permit.reach?.leaving(read.resourceType)
      const judged = verdict?.effect === 'permit' ? (verdict.judge?.judge(resource) ?? verdict) : verdict
      const told = judged && { told: judged }
      if (denied) return { ...told, keptBackBy: sorted(denied.rules.map(({ id }) => id)) }
      if (shows(read)) return { ...told, keptBackBy: ['MAX_RESULTS'] }
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error
    }
  }
  return { keptBackBy: ['OUTSIDE_SCOPES'] }
}

function permitsOf(decision: Decision | undefined): readonly Permit[] {
  if (decision?.effect !== 'permit') return []
  return decision.entries ? decision.entries.filter((each) => each?.effect === 'permit') : [decision]
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort()
}
