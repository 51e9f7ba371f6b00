import type { Authenticator } from '../authn/authenticate.ts'
import type { Binding } from '../authn/binding/binding.ts'
import type { Authority } from '../authorize/authority.ts'
import type { Bars } from '../bars/follow-bars.ts'
import type { Discovery } from '../discovery/discovery.ts'
import type { Publication } from '../enforce/capabilities/publication.ts'
import type { PublicLinks } from '../enforce/links.ts'
import type { Sealer } from '../enforce/seal.ts'
import type { PolicyStamp } from '../exchange.ts'
import type { Language } from '../fhir/message.ts'
import type { Elements } from '../fhir/patch/elements.ts'
import type { DenialPolicy } from '../policy/denial-policy.ts'
import type { Limiter } from '../ratelimit/limiter.ts'
import type { UpstreamClient } from '../upstream/client.ts'
import type { Statements } from './forward/statements.ts'
import type { Candidate } from './shadow/candidate.ts'

/** Everything the road needs. A reload puts another value in its place; a request walks to its end with the one it began with. */
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
  /** Whether refusals look as IHE IUA asks. */
  readonly iua: boolean
  readonly upstream: Pick<UpstreamClient, 'send'>
  readonly links: PublicLinks
  readonly sealer: Sealer
  readonly discovery: Discovery
  /** How much of the upstream's CapabilityStatement is told. */
  readonly publication: Publication
  readonly statements: Statements
  readonly events: RoadEvents
  /** Which policy this is, for what is told of decisions. */
  readonly policy?: PolicyStamp
  /** A policy that is tried without any effect. */
  readonly candidate?: Candidate | undefined
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
}

/** What happens on the road that only metrics want to know. */
export interface RoadEvents {
  limited(limit: string): void
}
