import type { LRUCache } from 'lru-cache'
import type { Authenticator } from '../authn/authenticate.ts'
import type { Binding } from '../authn/binding/binding.ts'
import type { Authority } from '../authorize/authority.ts'
import type { Bars } from '../bars/follow-bars.ts'
import type { SmartConfiguration } from '../discovery/smart-configuration.ts'
import type { Inspected } from '../enforce/inspect.ts'
import type { PublicLinks } from '../enforce/links.ts'
import type { Sealer } from '../enforce/seal.ts'
import type { Language } from '../fhir/message.ts'
import type { Elements } from '../fhir/patch/elements.ts'
import type { DenialPolicy } from '../policy/denial-policy.ts'
import type { Limiter } from '../ratelimit/limiter.ts'
import type { UpstreamClient } from '../upstream/client.ts'

/** Everything the road needs, opened once at start and the same for every request. */
export interface RoadParts {
  readonly publicUrl: Readonly<URL>
  /** `publicUrl` as links begin: without a slash at the end. */
  readonly base: string
  /** Segments of the path under which everything FHIR lies. */
  readonly mount: readonly string[]
  readonly limits: { readonly url: number; readonly body: number }
  readonly language: Language
  readonly authenticator: Authenticator
  readonly binding: Binding
  readonly bars: Bars
  readonly limiter: Limiter
  readonly authority: Authority
  /** What FHIRPath Patch knows of the FHIR version's elements; read when first asked for. */
  readonly elements: () => Elements
  readonly denial: DenialPolicy
  readonly upstream: Pick<UpstreamClient, 'send'>
  readonly links: PublicLinks
  readonly sealer: Sealer
  readonly smart: SmartConfiguration
  /** CapabilityStatements as they were answered lately, by address: anyone may ask, and they are large. */
  readonly statements: LRUCache<string, Inspected>
  readonly events: RoadEvents
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
}

/** What happens on the road that only metrics want to know. */
export interface RoadEvents {
  limited(limit: string): void
}
