import { addressesOf } from '../../config/addresses.ts'
import type { Config } from '../../config/config.ts'
import { loadElements } from '../../config/definitions/load-elements.ts'
import { failureAnswer } from '../../denial/failures.ts'
import { createPublicLinks } from '../../enforce/links.ts'
import type { Caller } from '../../explain/judge.ts'
import type { ExplainParts } from '../../explain/parts.ts'
import type { RuleBook } from '../../policy/rule-book.ts'
import type { RoadParts } from '../../road/parts.ts'
import { fhirServer } from './fhir-server.ts'
import type { StoredResource } from './server-answers.ts'

/** What differs from test to test. */
export interface Scene {
  readonly caller: Caller
  /** Milliseconds since the epoch; the clock stands still. */
  readonly now: number
  readonly stored: readonly StoredResource[]
  /** The site's rules, or what listens to them. */
  readonly rules: RuleBook | undefined
}

/**
 * The road as the gateway walks it, with everything outside replaced: the caller is known, the FHIR server has a few
 * resources, nobody is barred or limited. What decides is the site's own.
 */
export function roadParts(
  config: Config,
  explainParts: ExplainParts,
  { caller, now, stored, rules }: Scene,
): RoadParts {
  const { base, upstreamBases } = addressesOf(config)
  const links = createPublicLinks(base, upstreamBases)
  const authority = { ...explainParts.authority, rules }
  return {
    publicUrl: config.server.publicUrl,
    base,
    mount: explainParts.mount,
    limits: explainParts.limits,
    language: explainParts.language,
    authority,
    authenticator: {
      authenticate: () => caller,
      recall: () => caller,
      warm: async () => {},
      states: () => [],
    },
    binding: { check: async () => undefined, algorithms: [], nonce: () => undefined },
    bars: { bansAddress: () => false, barOf: () => undefined, onChange: () => () => {}, close() {} },
    limiter: {
      checkAddress: async () => unlimited,
      checkClient: async () => unlimited,
      chargeAddress: async () => {},
      leave: async () => {},
    },
    elements: () => loadElements(config.upstream.fhirVersion),
    denial: explainParts.policy.denial,
    iua: explainParts.iua,
    upstream: fhirServer(stored),
    links,
    sealer: { seal: () => undefined, open: () => undefined },
    discovery: { answer: async () => failureAnswer('UPSTREAM_UNREACHABLE'), oauthUris: async () => ({}) },
    publication: { base, links, authority, everPermitted: () => true, cors: false, services: [] },
    statements: { get: (_, fetch) => fetch() },
    events: { limited() {} },
    now: () => now,
  }
}

const unlimited = { allowed: true, headers: {} } as const
