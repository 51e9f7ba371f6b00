import type { Definitions } from '../fhir/definitions/definitions.ts'
import { isId } from '../fhir/identifiers.ts'
import { type ReferenceReader, relativeReferences } from '../fhir/reference.ts'
import { type ConstraintMatcher, matcherFor } from './constraint-matcher.ts'
import { malformed, readScope } from './parse.ts'
import { type InertScope, isInertScope, type Permission, type Scope, type ScopeContext } from './scope.ts'

/** A scope as it applies to this principal: what it allows, and how far it reaches. Right and reach are never taken apart. */
export interface Grant {
  readonly scope: Scope
  /**
   * The one patient in whose compartment it holds; absent = wherever its context reaches. All scopes of a context have
   * the same.
   */
  readonly patient?: string
  /** Granular scopes: what tells the resources of a type that it covers; undefined for a type on which that cannot be told. */
  readonly constraint?: (type: string) => ConstraintMatcher | undefined
}

/**
 * Everything the token's scopes allow. Rights of one context never lend themselves to another
 * (a request is permitted when one context covers it fully), so the grants are kept by context.
 */
export interface Grants {
  readonly byContext: ReadonlyMap<ScopeContext, readonly Grant[]>
  readonly inert: readonly InertScope[]
  /** The same for tokens with the same scopes and the same launch patient, and only for those. */
  readonly fingerprint: string
  /**
   * The widest grant by which `context` holds `permission` on `type` (`*` = on every type): one without a constraint if
   * there is one. Undefined when it holds none. O(1).
   */
  find(context: ScopeContext, type: string, permission: Permission): Grant | undefined
  /** All of them, for what only several together cover; where one has no constraint it is the only one. O(1). */
  all(context: ScopeContext, type: string, permission: Permission): readonly Grant[]
}

/** What a token says beside its scopes of how far they reach. */
export interface LaunchContext {
  readonly patient?: string | undefined
  /** As it stands in the token: a reference to the user's own resource. */
  readonly fhirUser?: string | undefined
}

/** The one patient whose record the scopes of a context are limited to. */
export function patientOf({ byContext }: Pick<Grants, 'byContext'>, context: ScopeContext): string | undefined {
  return byContext.get(context)?.[0]?.patient
}

/** Distinct scopes of one token. A longer list is not read at all, so that its order never decides. */
const MAX_SCOPES = 1000

/**
 * The union of all scopes of a token by context, type and permission (SMART App Launch 2.2, "Scope equivalence").
 * v1 and v2 spellings may stand side by side; order and repetition make no difference. Nothing changes it afterwards,
 * so it can be kept with the verified token.
 *
 * @param scopeTokens the scope values, parted at spaces. More than 1000 distinct ones grant nothing.
 * @param context the launch context; without a patient, `patient/` scopes grant nothing, never everything. `fhirUser` says
 * whose rights `user/` scopes carry (SMART "user-level scopes"): a patient of this server has their own record, and a
 * RelatedPerson or another server's patient that of the launch patient, or nothing.
 * @param readReference reads fhirUser, and the references that constraints look at; by default relative ones only.
 */
export function grantsOf(
  scopeTokens: readonly string[],
  context: LaunchContext,
  definitions: Definitions,
  readReference: ReferenceReader = relativeReferences,
): Grants {
  const texts = [...new Set(scopeTokens)].sort()
  const read = texts.slice(0, MAX_SCOPES)
  const tooMany = texts.length > read.length
  const reaches = reachesOf(context, readReference)
  const found = read.map((text): Grant | InertScope =>
    tooMany ? malformed(text) : readGrant(text, reaches, definitions, readReference),
  )

  const byContext = new Map<ScopeContext, Grant[]>()
  for (const grant of found) {
    if (isInert(grant)) continue
    const grants = byContext.get(grant.scope.context) ?? []
    grants.push(grant)
    byContext.set(grant.scope.context, grants)
  }
  const held = new Map([...byContext].map(([each, grants]) => [each, byPermission(grants)]))
  const all: Grants['all'] = (each, type, permission) => held.get(each)?.(type, permission) ?? NONE
  return Object.freeze({
    byContext,
    inert: found.filter(isInert),
    fingerprint: JSON.stringify([context.patient ?? null, reaches.user ?? null, ...texts]),
    all,
    find: (each: ScopeContext, type: string, permission: Permission) => all(each, type, permission)[0],
  })
}

function isInert(found: Grant | InertScope): found is InertScope {
  return 'why' in found
}

const NONE: readonly Grant[] = []

/** A scope with its reach; inert when that cannot be held: what is not held must not be granted as if it were wider. */
function readGrant(
  text: string,
  reaches: Reaches,
  definitions: Definitions,
  readReference: ReferenceReader,
): Grant | InertScope {
  const scope = readScope(text, definitions.isResourceType)
  if (isInertScope(scope)) return scope
  const reach = reaches[scope.context]
  if (reach === undefined) return { text, why: 'no-patient-context' }
  if (scope.constraints.length === 0) return { scope, ...reach }
  const constraint = readConstraint(scope, definitions, readReference)
  return constraint ? { scope, ...reach, constraint } : { text, why: 'constraint-not-evaluable' }
}

/** How far the scopes of each context reach; undefined where it has to be one patient's record, and that is not known. */
type Reaches = Readonly<Record<ScopeContext, { readonly patient?: string } | undefined>>

function reachesOf({ patient, fhirUser }: LaunchContext, read: ReferenceReader): Reaches {
  const launched = patient !== undefined && isId(patient) ? { patient } : undefined
  const user = fhirUser === undefined ? undefined : read(fhirUser)
  if (user?.type === 'Patient') return { patient: launched, user: { patient: user.id }, system: {} }
  return { patient: launched, user: isPrivate(fhirUser) ? launched : {}, system: {} }
}

/** Whether a user is a relative, or a patient that is not stored here. */
function isPrivate(fhirUser = ''): boolean {
  return /(?:^|\/)(?:patient|relatedperson)\//i.test(fhirUser)
}

/** The matchers of a granular scope, by type; a scope over every type must be evaluable on every type. */
function readConstraint(
  scope: Scope,
  definitions: Definitions,
  readReference: ReferenceReader,
): Grant['constraint'] | undefined {
  const types = scope.type === '*' ? [...definitions.resourceTypes] : [scope.type]
  const matchers = new Map<string, ConstraintMatcher>()
  for (const type of types) {
    const matcher = matcherFor(type, scope.constraints, definitions, readReference)
    if ('unusable' in matcher) return undefined
    matchers.set(type, matcher)
  }
  return (type) => matchers.get(type)
}

/**
 * What is written of these types changes how servers filter and check, or what the log says (interactions.md §12): a scope
 * has to name them, for whoever gives all types thinks of records. Within one patient’s record its own rules decide.
 */
const RESERVED: ReadonlySet<string> = new Set([
  ...['AuditEvent', 'Permission'],
  ...['SearchParameter', 'CompartmentDefinition', 'OperationDefinition', 'StructureDefinition'],
])

function isReserved(type: string, permission: Permission): boolean {
  return RESERVED.has(type) && permission !== 'r' && permission !== 's'
}

/** The grants for a type and permission, those of `*` among them; computed once for each question. */
function byPermission(grants: readonly Grant[]): (type: string, permission: Permission) => readonly Grant[] {
  const known = new Map<string, readonly Grant[]>()
  return (type, permission) => {
    const key = `${permission}${type}`
    let found = known.get(key)
    if (found === undefined) {
      const fitting = grants.filter(
        ({ scope, patient }) =>
          scope.permissions.has(permission) &&
          (scope.type === type || (scope.type === '*' && (patient !== undefined || !isReserved(type, permission)))),
      )
      // The type's own scope before `*`, for what is told about it.
      fitting.sort((a, b) => Number(a.scope.type === '*') - Number(b.scope.type === '*'))
      const whole = fitting.find(({ constraint }) => constraint === undefined)
      found = whole ? [whole] : fitting
      known.set(key, found)
    }
    return found
  }
}
