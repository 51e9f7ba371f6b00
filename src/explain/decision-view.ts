import type { Decision, Judged, PolicyTold } from '../authorize/decision.ts'
import type { RequirementRole } from '../authorize/requirement.ts'
import type { DecisionView, RequirementView } from './explanation.ts'
import { plain } from './plain-json.ts'

export function viewDecision(decision: Decision): DecisionView {
  const { effect, reason, policy } = decision
  const told = policy && { policy: viewTold(policy) }
  return effect === 'deny'
    ? { effect, cause: decision.cause, reason: plain(reason), obligations: [], ...told }
    : { effect, reason: plain(reason), obligations: plain(decision.obligations), ...told }
}

function viewTold({ rules, indeterminate, shadow, audit, notify }: PolicyTold): NonNullable<DecisionView['policy']> {
  return { rules: rules.map(({ id }) => id), indeterminate: indeterminate.map(({ id }) => id), shadow, audit, notify }
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
