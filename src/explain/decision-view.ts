import type { Decision, Judged } from '../authorize/decision.ts'
import type { RequirementRole } from '../authorize/requirement.ts'
import type { DecisionView, RequirementView } from './explanation.ts'
import { plain } from './plain.ts'

export function viewDecision(decision: Decision): DecisionView {
  const { effect, reason } = decision
  return effect === 'deny'
    ? { effect, cause: decision.cause, reason: plain(reason), obligations: [] }
    : { effect, reason: plain(reason), obligations: plain(decision.obligations) }
}

export function viewRequirement({ requirement, satisfiedBy, context }: Judged): RequirementView {
  const { resourceType, permission, role, entry } = requirement
  return {
    resourceType,
    permission,
    role: entry === undefined ? role : entryRole(entry, role),
    ...(satisfiedBy !== undefined && { satisfiedBy }),
    ...(context !== undefined && { context }),
  }
}

function entryRole(entry: number, role: RequirementRole): RequirementView['role'] {
  return role === 'target' ? `entry[${entry}]` : `entry[${entry}].${role}`
}
