import type { Deny, Reason } from '../../src/authorize/decision.ts'
import type { Requirement } from '../../src/authorize/requirement.ts'
import type { Challenges } from '../../src/denial/deny.ts'
import type { Interaction } from '../../src/fhir/interaction.ts'
import type { SearchQuery } from '../../src/fhir/search/query.ts'

const emptySearch: SearchQuery = { criteria: [], includes: [], sort: [], controls: [], closed: [] }
const common = { head: false, prefer: {}, preconditions: {}, controls: [] }
const body = { bytes: Buffer.from('{}'), value: {}, spanOf: () => [0, 2] as const }

/** One interaction of every kind and level. */
export const interactions = {
  capabilities: { ...common, kind: 'capabilities' },
  read: { ...common, kind: 'read', type: 'Observation', id: 'o1' },
  vread: { ...common, kind: 'vread', type: 'Observation', id: 'o1', versionId: '1' },
  historyInstance: { ...common, kind: 'history', level: 'instance', type: 'Observation', id: 'o1' },
  historyType: { ...common, kind: 'history', level: 'type', type: 'Observation' },
  historySystem: { ...common, kind: 'history', level: 'system' },
  search: { ...common, kind: 'search', method: 'GET', level: 'type', type: 'Observation', query: emptySearch },
  searchSystem: { ...common, kind: 'search', method: 'POST', level: 'system', query: emptySearch },
  searchCompartment: {
    ...{ ...common, kind: 'search', method: 'GET', level: 'compartment', query: emptySearch },
    compartment: { type: 'Patient', id: 'p2' },
  },
  create: { ...common, kind: 'create', type: 'Observation', body },
  update: { ...common, kind: 'update', type: 'Observation', id: 'o1', body },
  patch: { ...common, kind: 'patch', type: 'Observation', id: 'o1', dialect: 'json-patch', body },
  delete: { ...common, kind: 'delete', type: 'Observation', id: 'o1' },
  everything: {
    ...common,
    kind: 'operation',
    name: 'everything',
    level: 'instance',
    type: 'Patient',
    id: 'p2',
    method: 'GET',
    parameters: [],
  },
  everythingType: {
    ...common,
    kind: 'operation',
    name: 'everything',
    level: 'type',
    type: 'Patient',
    method: 'GET',
    parameters: [],
  },
  lastn: {
    ...common,
    kind: 'operation',
    name: 'lastn',
    level: 'type',
    type: 'Observation',
    method: 'GET',
    parameters: [],
  },
  validate: {
    ...common,
    kind: 'operation',
    name: 'validate',
    level: 'type',
    type: 'Observation',
    method: 'POST',
    parameters: [],
  },
  batch: { ...common, kind: 'batch', entries: [] },
  transaction: { ...common, kind: 'transaction', entries: [] },
  page: { ...common, kind: 'page', cursor: 'c' },
} as const satisfies Record<string, Interaction>

export type InteractionName = keyof typeof interactions

export function need(resourceType: string, permission: Requirement['permission']): Requirement {
  return { resourceType, permission, role: 'target' }
}

/** A deny whose reason says a lot that callers must not learn. */
export function deny(name: InteractionName, cause: Deny['cause'], more: Partial<Reason> = {}): Deny {
  const reason: Reason = {
    code: 'SCOPE_MISSING',
    detail: 'rule secret-rule hides Observation.r of Patient/p2',
    ...more,
  }
  return { effect: 'deny', interaction: interactions[name], cause, reason, requirements: [] }
}

export const challenges: Challenges = {
  bare: 'Bearer realm="fhir"',
  insufficientScope: (scopes) => `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`,
  stepUp: ({ acr }) => `Bearer error="insufficient_user_authentication", acr_values="${acr.join(' ')}"`,
}
