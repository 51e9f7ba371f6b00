import type { Definitions } from '../../fhir/definitions/definitions.ts'
import type { PolicyDocument } from '../language.ts'
import { hidesRows } from './hidden-rows.ts'
import { neverFits, possibleCallers } from './never-fits.ts'
import { closesWhatIsOpen } from './open-to-all.ts'
import { findUnreachable } from './unreachable.ts'
import type { PlacedRule, RuleWarning } from './warning.ts'

/**
 * Looks for rules that cannot have the effect that they seem to have. Rules that are switched off or in shadow mode are
 * fine as they are.
 *
 * @param now milliseconds since the epoch, for rules whose time is over
 * @returns in the order of the rules, those of tenants last
 */
export function checkPolicy(document: PolicyDocument, now: number, definitions: Definitions): readonly RuleWarning[] {
  const tenants = Object.entries(document.tenants)
  const placed: readonly PlacedRule[] = [
    ...(document.rules ?? []).map((rule) => ({ rule, tenant: undefined })),
    ...tenants.flatMap(([tenant, { rules }]) => rules.map((rule) => ({ rule, tenant }))),
  ]
  const enforced = placed.filter(({ rule }) => (rule.mode ?? document.defaults.mode) === 'enforce')
  const callers = possibleCallers(document)
  const unreachable = findUnreachable(enforced, document.roles)
  return enforced.flatMap(({ rule }) => {
    const found =
      unreachable.get(rule) ?? neverFits(rule, callers, now, definitions) ?? hidesRows(rule) ?? closesWhatIsOpen(rule)
    return found === undefined ? [] : [{ rule, ...found }]
  })
}
