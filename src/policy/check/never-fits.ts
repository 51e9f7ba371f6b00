import type { Definitions } from '../../fhir/definitions/definitions.ts'
import type { Match, PolicyDocument, Rule } from '../language.ts'
import { contradicts } from './contradiction.ts'
import type { RuleWarning } from './warning.ts'

type Finding = Omit<RuleWarning, 'rule'>

/** What callers can be at all, found once for all rules. */
export interface PossibleCallers {
  readonly roles: ReadonlySet<string>
  readonly tiers: ReadonlySet<string | undefined>
  readonly shutOut: ReadonlySet<string>
}

export function possibleCallers({ roles, clients }: PolicyDocument): PossibleCallers {
  const possible = new Set(Object.keys(roles).filter((name) => !contradicts(roles[name]!.from)))
  // Iteration goes on to what is added on the way.
  for (const name of possible) for (const inherited of roles[name]?.inherits ?? []) possible.add(inherited)
  return {
    roles: possible,
    tiers: new Set(Object.values(clients).map(({ tier }) => tier)),
    shutOut: new Set(Object.keys(clients).filter((id) => clients[id]!.status !== 'active')),
  }
}

/** Why a rule can never fit, for all that can be seen from the policy. */
export function neverFits(
  rule: Rule,
  callers: PossibleCallers,
  now: number,
  definitions: Definitions,
): Finding | undefined {
  const { match, when, notAfter } = rule
  if (notAfter !== undefined && notAfter <= now)
    return { what: 'has expired: notAfter is in the past', expected: 'a later notAfter, or no such rule' }
  if (rule.effect === 'deny') return undefined
  if (match.roles?.every((role) => !callers.roles.has(role))) {
    return { what: 'never fits: nobody can have its roles', expected: 'roles whose conditions can hold' }
  }
  if (match.clients?.every((id) => callers.shutOut.has(id))) {
    return { what: 'never fits: none of its clients is active', expected: 'clients with the status active' }
  }
  if (match.tiers?.every((tier) => !callers.tiers.has(tier))) {
    return { what: 'never fits: no client has its tiers', expected: 'tiers that some client has' }
  }
  if (when !== undefined && contradicts(when)) {
    return { what: 'never fits: its conditions contradict each other', expected: 'conditions that can hold together' }
  }
  if (!hasOperation(match, definitions)) {
    return { what: 'never fits: its operations are not defined on its types', expected: 'types of the operations' }
  }
  return undefined
}

function hasOperation({ operations, resources }: Match, definitions: Definitions): boolean {
  if (operations === undefined || resources === undefined) return true
  const defined = operations.flatMap((name) => definitions.operations(name))
  // What has no definition here, such as bulk export, is not judged.
  if (operations.some((name) => definitions.operations(name).length === 0)) return true
  return defined.some(({ types }) => types.includes('*') || types.some((type) => resources.includes(type)))
}
