import { endingOf, reasonOf } from './account.ts'
import type { Finished } from './journal.ts'
import { outcomeText } from './outcome.ts'
import type { Screen } from './screen.ts'

/** A request that somebody has just sent, as the gateway's log has it: who, what without its values, how it ended and why. */
export function liveRow(finished: Finished, screen: Screen): string {
  const { template, status, principal } = finished.exchange
  const who = principal?.clientId ?? 'nobody known'
  const outcome = { status, ending: endingOf(finished.exchange), reason: reasonOf(finished) }
  return outcomeText(`${who}: ${template} `, outcome, screen)
}
