import { type Facts, typeOf } from '../evaluate/facts.ts'
import { isSettled } from '../evaluate/outcome.ts'
import type { Circumstances, Question } from '../question.ts'
import type { Knowledge } from '../rule-book.ts'
import type { ResourceJudge, Verdict } from '../verdict.ts'
import type { KnownCaller } from './candidates.ts'
import { type Combined, combine } from './combine.ts'
import { elementsOf } from './elements.ts'
import { shadowDifferences } from './shadow.ts'
import { type Standing, settled, standingsOf } from './standing.ts'

/** One decision: who asks what, when and from where. */
export interface Asking {
  readonly known: KnownCaller
  readonly question: Question
  readonly circumstances: Circumstances
  readonly knowledge: Knowledge
  /** The policy has no rules, so that the scopes decide where nothing forbids. */
  readonly isOpen: boolean
}

/** The verdict of the rules before there is a resource, with the judge of resources where one is needed. */
export function decide(asking: Asking): Verdict {
  const standings = standingsOf(asking.known.candidates(asking.question), factsOf(asking, undefined))
  const verdict = weigh(standings, asking)
  if (verdict.effect === 'deny') return verdict
  const { isConditional, ...permitted } = verdict
  return { judge: isConditional ? judgeOf(standings, asking) : undefined, ...permitted }
}

function judgeOf(standings: readonly Standing[], asking: Asking): ResourceJudge {
  const { resourceType: asked } = asking.question
  const open = standings.filter(({ outcome }) => !isSettled(outcome))
  // What a settled rule in shadow mode would have changed has been told already.
  const relevant = standings.filter((each) => counts(each) || open.includes(each))
  return {
    elements: elementsOf(
      open.map(({ compiled }) => compiled.rule),
      asked,
      asking.knowledge,
    ),
    judge(content) {
      const type = typeOf(content)
      // What is of another type than the request names, or of some type where it names none, has rules of its own.
      if (type !== undefined && type !== asked) return judgeAs(type, content, asking)
      return final(weigh(settled(relevant, factsOf(asking, { content })), asking))
    },
  }
}

function judgeAs(resourceType: string, content: unknown, asking: Asking): Verdict {
  const candidates = asking.known.candidates({ ...asking.question, resourceType })
  return final(weigh(standingsOf(candidates, factsOf(asking, { content })), asking))
}

type Weighed = Combined & Pick<Verdict, 'shadow'>

function weigh(standings: readonly Standing[], { known, isOpen }: Asking): Weighed {
  const combined = combine(standings.filter(counts), known.caller, isOpen)
  const shadows = standings.filter((each) => !counts(each))
  return { shadow: shadowDifferences(shadows, combined), ...combined }
}

/** Nothing is open any more when the resource is there. */
function final(weighed: Weighed): Verdict {
  if (weighed.effect === 'deny') return weighed
  const { isConditional: _, ...permitted } = weighed
  return { judge: undefined, ...permitted }
}

function counts({ compiled }: Standing): boolean {
  return compiled.mode === 'enforce'
}

function factsOf({ known, question, circumstances }: Asking, resource: Facts['resource']): Facts {
  return { caller: known.caller, asked: { question, circumstances }, resource }
}
