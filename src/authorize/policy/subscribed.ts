import type { Subscribed } from '../../fhir/interaction.ts'
import type { Denied, Permitted } from '../../policy/verdict.ts'
import { impossible } from './denials.ts'
import { isUnconditional, type PolicyCase, questionAbout } from './policy-case.ts'
import { redactionsIn } from './search-disclosure.ts'

/**
 * Why the policy does not let a Subscription have what it asks for: it is sent past the gateway, so everything of the
 * type, or of every type where that is not said, has to be permitted as it is, to be found and to be read.
 */
export function refusedSubscribed({ type }: Subscribed, theCase: PolicyCase): Denied | undefined {
  const { definitions } = theCase.authority
  const types = type === '*' ? [...definitions.resourceTypes] : [type]
  for (const each of types) {
    for (const interaction of ['search', 'read'] as const) {
      const verdict = theCase.ask(questionAbout(interaction, each))
      if (verdict.effect === 'deny') return verdict
      if (!leavesAsIs(verdict))
        return impossible(verdict, `${each} is returned only in part or changed, so it cannot be subscribed to`)
    }
  }
  return undefined
}

function leavesAsIs(verdict: Permitted): boolean {
  const { maxResults, addLabels } = verdict.obligations
  return (
    isUnconditional(verdict) && redactionsIn(verdict).length === 0 && maxResults === undefined && addLabels.length === 0
  )
}
