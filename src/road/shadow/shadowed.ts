import type { Decision, PolicyReach } from '../../authorize/decision.ts'
import type { Exchange } from '../../exchange.ts'
import type { ResourceJudge, ShadowDifference, Verdict } from '../../policy/verdict.ts'
import { decisionDifferences, type Tried, verdictDifferences } from './candidate.ts'

/** Differences of one request that are kept: rules are many, a line is not. */
const MOST = 50

/**
 * The same decision, with an ear on it: what rules in shadow mode and the candidate would have changed about the request,
 * and about each resource that is judged, goes into the exchange. Nothing of it changes the decision.
 */
export function shadowed(decision: Decision, beside: Tried | undefined, exchange: Exchange): Decision {
  const note = (differences: readonly ShadowDifference[]) => add(exchange, differences)
  note(decision.policy?.shadow ?? [])
  if (beside) note(decisionDifferences(decision, beside.decision))
  return listened(decision, beside, note)
}

type Note = (differences: readonly ShadowDifference[]) => void

function listened(decision: Decision, beside: Tried | undefined, note: Note): Decision {
  if (decision.effect === 'deny') return decision
  const { reach, entries } = decision
  const besideEntry = (at: number) => {
    const other = beside?.decision.entries?.[at]
    return other && beside ? { ...beside, decision: other } : undefined
  }
  return {
    ...decision,
    ...(reach && { reach: listening(reach, beside, note) }),
    ...(entries && { entries: entries.map((entry, at) => entry && listened(entry, besideEntry(at), note)) }),
  }
}

function listening(reach: PolicyReach, beside: Tried | undefined, note: Note): PolicyReach {
  const heard = new Map<string, Verdict>()
  const other = beside?.decision.effect === 'permit' ? beside.decision.reach : undefined
  return {
    ...reach,
    leaving(type) {
      let verdict = heard.get(type)
      if (verdict === undefined) {
        verdict = heardOf(reach.leaving(type), other && beside?.budget.spend(() => other.leaving(type)), beside, note)
        heard.set(type, verdict)
      }
      return verdict
    },
  }
}

/**
 * The candidate judges a resource where the live policy does so too; where that looks at none, only what it says of the
 * whole type is compared, since looking at resources would not be without effect.
 */
function heardOf(live: Verdict, other: Verdict | undefined, beside: Tried | undefined, note: Note): Verdict {
  if (live.effect === 'deny' || live.judge === undefined) {
    if (other && (other.effect === 'deny' || other.judge === undefined)) note(verdictDifferences(live, other))
    return live
  }
  const { judge } = live
  const otherJudge = other?.effect === 'permit' ? other.judge : undefined
  return {
    ...live,
    judge: {
      elements: joined(judge.elements, otherJudge?.elements ?? []),
      judge(resource) {
        const verdict = judge.judge(resource)
        note(verdict.shadow)
        const tried = otherJudge ? beside?.budget.spend(() => otherJudge.judge(resource)) : other
        if (tried) note(verdictDifferences(verdict, tried))
        return verdict
      },
    },
  }
}

function joined(a: ResourceJudge['elements'], b: ResourceJudge['elements']): ResourceJudge['elements'] {
  return a === 'all' || b === 'all' ? 'all' : [...new Set([...a, ...b])]
}

function add(exchange: Exchange, differences: readonly ShadowDifference[]): void {
  const { shadow = [] } = exchange
  const isNew = (a: ShadowDifference) => !shadow.some((b) => a.rule === b.rule && a.from === b.from && a.to === b.to)
  const added = differences.filter(isNew)
  if (added.length > 0) exchange.shadow = [...shadow, ...added].slice(0, MOST)
}
