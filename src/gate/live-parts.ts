import { type Authority, authorityOf } from '../authorize/authority.ts'
import { addressesOf } from '../config/addresses.ts'
import type { Config } from '../config/config.ts'
import type { Publication } from '../enforce/capabilities/publication.ts'
import { iuaService } from '../enforce/capabilities/security.ts'
import type { PublicLinks } from '../enforce/links.ts'
import type { PolicyStamp } from '../exchange.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Policy } from '../policy/document.ts'
import { everPermittedBy } from '../policy/ever-permitted.ts'
import { createLimiter } from '../ratelimit/limiter.ts'
import { createStatements } from '../road/forward/statements.ts'
import type { RoadParts } from '../road/parts.ts'
import { createBudget } from '../road/shadow/budget.ts'
import type { Candidate } from '../road/shadow/candidate.ts'
import type { Store } from '../store/store.ts'

/** What a reload makes anew: everything that follows from the policy and the limits. */
export type LiveParts = Required<
  Pick<RoadParts, 'authority' | 'denial' | 'limiter' | 'publication' | 'statements' | 'policy'>
> &
  Pick<RoadParts, 'candidate'>

/** What stays the same over reloads. */
export interface Ground {
  readonly definitions: Definitions
  readonly links: PublicLinks
  readonly store: Store
  readonly metrics: Pick<Metrics, 'shadowSkipped'>
}

export function livePartsOf(config: Config, ground: Ground): LiveParts {
  const { policy, rateLimit } = config
  const authority = authorityBy(policy, config, ground)
  return {
    authority,
    denial: policy.denial,
    limiter: createLimiter({ store: ground.store, ...rateLimit }),
    publication: publicationOf(config, authority, ground.links),
    // A statement that was made by the last policy tells what that one permitted.
    statements: createStatements(() => performance.now()),
    policy: stampOf(config),
    candidate: candidateOf(config, ground),
  }
}

function authorityBy({ document }: Policy, config: Config, { definitions }: Ground): Authority {
  const { base, upstreamBases } = addressesOf(config)
  const bases = [base, ...upstreamBases]
  return authorityOf(definitions, config.upstream.operations, bases, config.compartment, document)
}

function stampOf({ policy: { name, version, document }, version: sha256 }: Config): PolicyStamp {
  return { name, version, sha256, mode: document?.defaults.mode ?? 'enforce' }
}

function candidateOf(config: Config, ground: Ground): Candidate | undefined {
  if (config.policyCandidate === undefined) return undefined
  return {
    authority: authorityBy(config.policyCandidate, config, ground),
    budget: createBudget(() => performance.now()),
    skipped: ground.metrics.shadowSkipped,
  }
}

function publicationOf(config: Config, authority: Authority, links: Publication['links']): Publication {
  const { document } = config.policy
  const iua = config.iua || config.issuers.some(({ profile }) => profile === 'iua')
  return {
    base: addressesOf(config).base,
    links,
    authority,
    everPermitted: document === undefined ? () => true : everPermittedBy(document),
    cors: config.cors.origins.length > 0,
    services: iua ? [iuaService] : [],
  }
}
