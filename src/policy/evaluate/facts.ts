import type { Principal } from '../../scopes/principal.ts'
import type { Client } from '../language.ts'
import type { Circumstances, Question } from '../question.ts'

/** What a policy makes of a caller, whatever is asked. */
export interface Caller {
  readonly principal: Principal
  /** Undefined for one that the policy does not list. */
  readonly client: Client | undefined
  /** Those held and those inherited. */
  readonly roles: ReadonlySet<string>
  /** The token's, else the client's default; only those that the client is allowed. */
  readonly purposes: readonly string[]
  /** The patient that `fhirUser` names: whose relation is `self`. */
  readonly ownPatient: string | undefined
  /** Type of the resource that `fhirUser` names. */
  readonly userType: string | undefined
}

/** Everything that a test may look at. */
export interface Facts {
  readonly caller: Caller
  /** Absent while it is made out who the caller is. */
  readonly asked: { readonly question: Question; readonly circumstances: Circumstances } | undefined
  /** Absent while it is not known; what a test then needs it for is pending. */
  readonly resource: { readonly content: unknown } | undefined
}

/** The type that a resource says it is of; undefined for what is no resource. */
export function typeOf(content: unknown): string | undefined {
  if (typeof content !== 'object' || content === null || !Object.hasOwn(content, 'resourceType')) return undefined
  const { resourceType } = content as { resourceType: unknown }
  return typeof resourceType === 'string' ? resourceType : undefined
}
