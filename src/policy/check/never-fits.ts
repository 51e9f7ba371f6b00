import type { Definitions } from '../../fhir/definitions.ts'
import type { Match, PolicyDocument, Rule } from '../language.ts'
import { contradicts } from './contradiction.ts'
import type { RuleWarning } from './warning.ts'

type Finding = Omit<RuleWarning, 'rule'>

/** Why a rule can never fit, for all that can be seen from the policy. */
export function neverFits(
  rule: Rule,
  document: PolicyDocument,
  now: number,
  definitions: Definitions,
): Finding | undefined {
  const { match, when, notAfter } = rule
  if (notAfter !== undefined && notAfter <= now) return { what: 'is over: notAfter is past', expected: 'no such rule' }
  if (rule.effect === 'deny') return undefined
  if (match.roles?.every((role) => isImpossible(role, document))) {
    return { what: 'never fits: nobody can have its roles', expected: 'roles whose conditions can hold' }
  }
  if (match.clients?.every((id) => isShutOut(id, document))) {
    return { what: 'never fits: none of its clients is active', expected: 'clients with the status active' }
  }
  if (match.tiers?.every((tier) => !Object.values(document.clients).some((client) => client.tier === tier))) {
    return { what: 'never fits: no client has its tiers', expected: 'tiers that clients have' }
  }
  if (when !== undefined && contradicts(when)) {
    return { what: 'never fits: its conditions contradict each other', expected: 'conditions that can hold together' }
  }
  if (!hasOperation(match, definitions)) {
    return { what: 'never fits: its operations are not defined on its types', expected: 'types of the operations' }
  }
  return undefined
}

function isImpossible(role: string, { roles }: PolicyDocument): boolean {
  const held = Object.entries(roles).filter(([name, { inherits }]) => name === role || inherits.includes(role))
  return held.every(([, { from }]) => contradicts(from))
}

function isShutOut(id: string, { clients }: PolicyDocument): boolean {
  return Object.hasOwn(clients, id) && clients[id]!.status !== 'active'
}

function hasOperation({ operations, resources }: Match, definitions: Definitions): boolean {
  if (operations === undefined || resources === undefined) return true
  const defined = operations.flatMap((name) => definitions.operations(name))
  // What has no definition here, such as bulk export, is not judged.
  if (operations.some((name) => definitions.operations(name).length === 0)) return true
  return defined.some(({ types }) => types.includes('*') || types.some((type) => resources.includes(type)))
}
