import type { PatientCompartment } from '../fhir/compartment/membership.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import type { ReferenceReader } from '../fhir/reference.ts'
import type { Principal } from '../scopes/principal.ts'
import type { Limit, LimitKey } from './language.ts'
import type { Circumstances, Question } from './question.ts'
import type { Verdict } from './verdict.ts'

/** What rules rest on beside their text: whose a resource is, and which references name the same thing. */
export interface Knowledge {
  readonly definitions: Definitions
  readonly compartment: PatientCompartment
  readonly readReference: ReferenceReader
}

/** A compiled policy, ready to be asked. Pure: the same question always gets the same verdict. */
export interface RuleBook {
  ask(question: Question, principal: Principal, circumstances: Circumstances): Verdict
  /** What this caller may use: of the tenant, the client, its tier and the default, the closest that says something, key by key; a tenant only lowers. */
  limitOf(principal: Principal): EffectiveLimit | undefined
  /** The names of the roles that the policy gives this caller. */
  rolesOf(principal: Principal): readonly string[]
  /** Every rule that is switched on, for metrics. */
  readonly ruleIds: readonly string[]
  /** The request headers that rules look at, in lower case: no others need be told of in `Circumstances`. */
  readonly headers: readonly string[]
}

export interface EffectiveLimit extends Limit {
  /** Where it comes from, from the policy's own words: `client`, `tier:NAME`, `default`, `tenant:NAME`. */
  readonly name: string
  readonly key: LimitKey
  readonly tenant: string | undefined
}
