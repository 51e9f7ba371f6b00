import { authenticationFailures } from '../../src/authn/failure.ts'
import type { Decision } from '../../src/authorize/decision.ts'
import { failures } from '../../src/denial/failures.ts'
import type { Exchange } from '../../src/exchange.ts'
import { refusals } from '../../src/fhir/refusal.ts'
import type { Finished } from './journal.ts'
import type { Ending } from './line.ts'

/** How an exchange ended, by the gateway's own record of it. */
export function endingOf({ outcome, status, decision, entriesRemoved }: Exchange): Ending {
  switch (outcome) {
    case 'permitted':
      if (decision?.entries?.some((entry) => entry?.effect !== 'permit')) return 'mixed'
      return entriesRemoved > 0 || narrowed(decision).length > 0 ? 'filtered' : 'permitted'
    case 'denied':
      return status === 200 ? 'emptied' : 'denied'
    case 'refused':
    case 'unauthenticated':
    case 'limited':
      return 'refused'
    default:
      return 'failed'
  }
}

/** Why, in the gateway's own words: the reason code of its access log, and what it knows beside. */
export function reasonOf({ exchange, code }: Finished): string {
  if (code === undefined) return 'answered by the gateway itself'
  const { decision, denialStyle, entriesRemoved } = exchange
  const words = [
    textOf(code) ?? decision?.reason.detail,
    ...narrowed(decision),
    entriesRemoved > 0 && `${entriesRemoved} ${entriesRemoved === 1 ? 'entry' : 'entries'} removed from the answer`,
    ...(decision ? [...setAside(decision), ...deniedEntries(decision)] : []),
    denialStyle !== undefined && denialStyle !== 'forbidden' && `shown as ${denialStyle}`,
  ]
  return `${code}: ${words.filter((word) => word !== false && word !== undefined).join('; ')}`
}

/** The fixed text of a code that no decision has words for. */
function textOf(code: string): string | undefined {
  const texts: Record<string, { readonly show: string }> = { ...authenticationFailures, ...refusals, ...failures }
  return texts[code]?.show.replace(/\.$/, '')
}

/** What a permit took from the request, in words. */
function narrowed(decision: Decision | undefined): readonly string[] {
  if (decision?.effect !== 'permit') return []
  return decision.obligations.flatMap((obligation) => {
    switch (obligation.kind) {
      case 'narrow':
        return [`left out: ${obligation.removed.join(', ')}`]
      case 'confine':
        return [`kept to the launch patient by the parameter ${obligation.by}`]
      case 'constrain':
        return [`kept to ${obligation.by.join(', ')}`]
      default:
        return []
    }
  })
}

/** Scopes of the token that are about what is missing, but grant nothing. */
function setAside({ effect, reason }: Decision): readonly string[] {
  if (effect === 'permit') return []
  const types = (reason.missing ?? []).map(({ resourceType }) => resourceType)
  const about = (scope: string) => types.some((type) => scope.includes(`/${type}.`) || scope.includes('/*.'))
  const inert = (reason.inert ?? []).filter(({ text }) => about(text))
  return inert.map(({ text, why }) => `${text} is set aside (${why})`)
}

function deniedEntries({ effect, entries = [] }: Decision): readonly string[] {
  if (effect === 'deny') return []
  return entries.flatMap((entry, index) => (entry?.effect === 'deny' ? [`entry ${index}: ${entry.reason.detail}`] : []))
}
