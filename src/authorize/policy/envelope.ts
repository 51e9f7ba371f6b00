import type { BundleInteraction } from '../../fhir/interaction.ts'
import type { Question } from '../../policy/question.ts'
import type { Verdict } from '../../policy/verdict.ts'
import type { Decision } from '../decision.ts'
import { denyBy, joinTold, toldOf } from './denials.ts'
import { questionAbout } from './policy-case.ts'

/** What the policy is asked about a batch or transaction as such; its entries are asked about one by one. */
export function envelope({ kind }: BundleInteraction): Question {
  return questionAbout(kind, undefined)
}

/** A Bundle that the policy forbids as such is denied whole, whatever is in it. */
export function withEnvelope(decision: Decision, bundle: BundleInteraction, verdict: Verdict): Decision {
  const { requirements, entries = [] } = decision
  if (verdict.effect === 'deny') return { ...denyBy(verdict, bundle, requirements), entries }
  const told = entries.flatMap((entry) => (entry?.policy ? [entry.policy] : []))
  return { ...decision, policy: joinTold([toldOf([verdict]), ...told]) }
}
