import type { OperationLevel } from '../fhir/definitions/definitions.ts'
import type { OperationInteraction } from '../fhir/interaction.ts'
import type { Permission } from '../scopes/scope.ts'
import type { Requirement } from './requirement.ts'
import { validatePermissions } from './validate-mode.ts'

/** An operation that may be called, what calling it needs, and what its answer can hold. Every other operation is closed. */
export interface OpenOperation {
  readonly name: string
  readonly levels: readonly OperationLevel[]
  /** Types it is called on; `['*']` = any. Ignored at system level. */
  readonly types: readonly string[]
  /** What is needed on the type it is called on (`*` at system level). */
  readonly permission: Permission
  /** Further needs. */
  readonly also?: readonly (readonly [type: string, permission: Permission])[]
  /** Resource types the answer may hold. `whole-record` = every type the caller may both read and search. */
  readonly reveals: readonly string[] | 'whole-record'
}

const terminology = ['ValueSet', 'CodeSystem', 'ConceptMap', 'Parameters']

/** SMART defines no operation scopes; each row is the least that its answer discloses (security.html, operations.html). */
const specified: readonly OpenOperation[] = [
  { name: 'everything', levels: ['instance', 'type'], types: ['Patient'], permission: 'r', reveals: 'whole-record' },
  {
    name: 'everything',
    levels: ['instance'],
    types: ['Encounter', 'EpisodeOfCare', 'Group'],
    permission: 'r',
    reveals: 'whole-record',
  },
  { name: 'lastn', levels: ['type'], types: ['Observation'], permission: 's', reveals: ['Observation'] },
  { name: 'stats', levels: ['type'], types: ['Observation'], permission: 's', reveals: ['Observation', 'Parameters'] },
  { name: 'match', levels: ['type'], types: ['Patient'], permission: 's', reveals: ['Patient'] },
  { name: 'find', levels: ['type'], types: ['List'], permission: 's', reveals: ['List'] },
  { name: 'docref', levels: ['type'], types: ['DocumentReference'], permission: 's', reveals: ['DocumentReference'] },
  { name: 'validate', levels: ['type'], types: ['*'], permission: 'c', reveals: ['OperationOutcome'] },
  { name: 'validate', levels: ['instance'], types: ['*'], permission: 'r', reveals: ['OperationOutcome'] },
  { name: 'meta', levels: ['instance'], types: ['*'], permission: 'r', reveals: ['Parameters'] },
  { name: 'meta', levels: ['type', 'system'], types: ['*'], permission: 's', reveals: ['Parameters'] },
  { name: 'expand', levels: ['type', 'instance'], types: ['ValueSet'], permission: 'r', reveals: terminology },
  { name: 'lookup', levels: ['type', 'instance'], types: ['CodeSystem'], permission: 'r', reveals: terminology },
  { name: 'subsumes', levels: ['type', 'instance'], types: ['CodeSystem'], permission: 'r', reveals: terminology },
  {
    name: 'validate-code',
    levels: ['type', 'instance'],
    types: ['CodeSystem', 'ValueSet'],
    permission: 'r',
    reveals: terminology,
  },
  { name: 'translate', levels: ['type', 'instance'], types: ['ConceptMap'], permission: 'r', reveals: terminology },
  {
    name: 'submit',
    levels: ['type'],
    types: ['Claim'],
    permission: 'c',
    also: [['ClaimResponse', 'r']],
    reveals: ['ClaimResponse'],
  },
  {
    name: 'submit',
    levels: ['type'],
    types: ['CoverageEligibilityRequest'],
    permission: 'c',
    also: [['CoverageEligibilityResponse', 'r']],
    reveals: ['CoverageEligibilityResponse'],
  },
]

/** The row for a call; the site's own rows come first. Undefined: closed. */
export function findOpen(
  call: Pick<OperationInteraction, 'name' | 'level' | 'type'>,
  site: readonly OpenOperation[] = [],
): OpenOperation | undefined {
  return [...site, ...specified].find(
    ({ name, levels, types }) =>
      name === call.name &&
      levels.includes(call.level) &&
      (call.type === undefined || types.includes('*') || types.includes(call.type)),
  )
}

const bundleOperations: ReadonlySet<string> = new Set(['everything', 'lastn', 'match', 'docref'])

/** Whether the answer is a Bundle of what was found, as a search's is. */
export function answersWithBundle({ name }: OperationInteraction): boolean {
  return bundleOperations.has(name)
}

/** What a call of an open operation needs. */
export function openRequirements(call: OperationInteraction, open: OpenOperation): readonly Requirement[] {
  const permissions = call.name === 'validate' ? validatePermissions(call, open.permission) : [open.permission]
  const record = open.reveals === 'whole-record' ? (typesOf(call) ?? ['*']) : []
  return [
    ...permissions.map((permission) => ({ resourceType: call.type ?? '*', permission, role: 'operation' as const })),
    ...(open.also ?? []).map(([resourceType, also]) => ({
      resourceType,
      permission: also,
      role: 'operation' as const,
    })),
    ...record.flatMap((resourceType) => [
      { resourceType, permission: 'r' as const, role: 'operation' as const },
      { resourceType, permission: 's' as const, role: 'operation' as const },
    ]),
  ]
}

/** The types that a call limits itself to, by `_type` or because it was narrowed. */
export function typesOf(call: OperationInteraction): readonly string[] | undefined {
  if (call.types) return call.types
  const named = call.parameters.filter(({ name }) => name === '_type').flatMap(({ value }) => value.split(','))
  return named.length > 0 ? [...new Set(named)] : undefined
}
