import type { Definitions } from '../fhir/definitions/definitions.ts'
import { isId } from '../fhir/identifiers.ts'
import type { ReferenceReader } from '../fhir/reference.ts'
import { type ConstraintMatcher, matcherFor } from './constraint-matcher.ts'
import { malformed, readScope } from './parse.ts'
import { type InertScope, isInertScope, type Permission, type Scope, type ScopeContext } from './scope.ts'

/** A scope as it applies to this principal: what it allows, and how far it reaches. Right and reach are never taken apart. */
export interface Grant {
  readonly scope: Scope
  /** The one patient in whose compartment it holds; absent = wherever its context reaches. */
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

/** Distinct scopes of one token. A longer list is not read at all, so that its order never decides. */
const MAX_SCOPES = 1000

/**
 * The union of all scopes of a token by context, type and permission (SMART App Launch 2.2, "Scope equivalence").
 * v1 and v2 spellings may stand side by side; order and repetition make no difference. Nothing changes it afterwards,
 * so it can be kept with the verified token.
 *
 * @param scopeTokens the scope values, parted at spaces. More than 1000 distinct ones grant nothing.
 * @param context the launch context; without a patient, `patient/` scopes grant nothing, never everything.
 * @param readReference reads the references that constraints look at; by default relative ones only.
 */
export function grantsOf(
  scopeTokens: readonly string[],
  context: { readonly patient?: string | undefined },
  definitions: Definitions,
  readReference?: ReferenceReader,
): Grants {
  const texts = [...new Set(scopeTokens)].sort()
  const read = texts.slice(0, MAX_SCOPES)
  const tooMany = texts.length > read.length
  const found = read.map((text): Grant | InertScope =>
    tooMany ? malformed(text) : readGrant(text, context.patient, definitions, readReference),
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
    fingerprint: JSON.stringify([context.patient ?? null, ...texts]),
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
  patient: string | undefined,
  definitions: Definitions,
  readReference: ReferenceReader | undefined,
): Grant | InertScope {
  const scope = readScope(text, definitions.isResourceType)
  if (isInertScope(scope)) return scope
  const reach = scope.context === 'patient' ? readReach(patient) : {}
  if (reach === undefined) return { text, why: 'no-patient-context' }
  if (scope.constraints.length === 0) return { scope, ...reach }
  const constraint = readConstraint(scope, definitions, readReference)
  return constraint ? { scope, ...reach, constraint } : { text, why: 'constraint-not-evaluable' }
}

function readReach(patient: string | undefined): { readonly patient: string } | undefined {
  return patient !== undefined && isId(patient) ? { patient } : undefined
}

/** The matchers of a granular scope, by type; a scope over every type must be evaluable on every type. */
function readConstraint(
  scope: Scope,
  definitions: Definitions,
  readReference: ReferenceReader | undefined,
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

/** The grants for a type and permission, those of `*` among them; computed once for each question. */
function byPermission(grants: readonly Grant[]): (type: string, permission: Permission) => readonly Grant[] {
  const known = new Map<string, readonly Grant[]>()
  return (type, permission) => {
    const key = `${permission}${type}`
    let found = known.get(key)
    if (found === undefined) {
      const fitting = grants.filter(
        ({ scope }) => scope.permissions.has(permission) && (scope.type === type || scope.type === '*'),
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
