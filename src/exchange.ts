import type { Decision } from './authorize/decision.ts'
import type { InteractionKind } from './fhir/interaction.ts'
import type { RefusalCode } from './fhir/refusal.ts'
import type { Mode } from './policy/language.ts'
import type { ShadowDifference } from './policy/verdict.ts'
import type { Principal } from './scopes/principal.ts'

/** How the road ended, for metrics, log and audit. */
export type Outcome = 'permitted' | 'denied' | 'refused' | 'unauthenticated' | 'limited' | 'failed' | 'aborted'

/** Which policy decided. */
export interface PolicyStamp {
  readonly name: string
  readonly version: string | undefined
  /** First 12 hex digits over the configuration and policy files. */
  readonly sha256: string
  /** Of its defaults. */
  readonly mode: Mode
}

/**
 * One request on its way, and at last the finished record of it: what audit, metrics and the access log read.
 * The pipeline fills it stage by stage; nothing outside the pipeline writes to it.
 */
export interface Exchange {
  /** Our own X-Request-Id. */
  readonly id: string
  readonly method: string
  /** performance.now() at accept, milliseconds. */
  readonly startedAt: number
  /** The peer, after trusted proxies are taken into account. */
  readonly clientAddress: string
  /** The client's own X-Request-Id, if it was well-formed; echoed as X-Correlation-Id. */
  correlationId?: string
  principal?: Principal
  interaction?: InteractionKind
  resourceType?: string
  /** The route as a template without values: `GET Observation?code&patient`. */
  template: string
  decision?: Decision
  /** What was in force when the request came, and stays so for all of it. */
  policy?: PolicyStamp
  /** Names of the policy's roles that the caller has. */
  roles?: readonly string[]
  /** What rules in shadow mode and the candidate policy would have changed, each once. */
  shadow?: readonly ShadowDifference[]
  refusal?: RefusalCode
  /** Code of an authentication, limit or upstream failure, from their closed sets. */
  failure?: string
  denialStyle?: string
  upstreamStatus?: number
  /** Milliseconds from sending the upstream request to its response head. */
  upstreamMs?: number
  entriesPassed: number
  entriesRemoved: number
  /** Of those that passed; absent while there is none. */
  entriesRedacted?: number
  outcome: Outcome
  status: number
}
