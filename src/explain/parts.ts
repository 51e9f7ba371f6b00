import type { ReadScopes } from '../authn/principal.ts'
import { type Authority, authorityOf } from '../authorize/authority.ts'
import { addressesOf } from '../config/addresses.ts'
import type { Config } from '../config/config.ts'
import { loadSiteDefinitions } from '../config/definitions/load-definitions.ts'
import type { Language } from '../fhir/message.ts'
import type { Policy } from '../policy/document.ts'
import { grantsOf } from '../scopes/grants.ts'

/** What an explanation rests on beside the request and the caller. */
export interface ExplainParts {
  /** Segments of the path under which everything FHIR lies. */
  readonly mount: readonly string[]
  /** The public base, without a slash at the end. */
  readonly base: string
  /** Bytes. */
  readonly limits: { readonly url: number; readonly body: number }
  readonly language: Language
  readonly authority: Authority
  readonly readScopes: ReadScopes
  readonly policy: Policy
  /** Whether refusals look as IHE IUA asks. */
  readonly iua: boolean
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
  readonly upstream: { readonly base: string; readonly credential: 'bearer' | 'basic' | undefined }
}

/** What the gateway would decide with when it ran by this configuration. */
export function explainPartsOf(config: Config): ExplainParts {
  const { server, upstream, policy } = config
  const definitions = loadSiteDefinitions(config)
  const { base, upstreamBases } = addressesOf(config)
  const authority = authorityOf(
    definitions,
    upstream.operations,
    [base, ...upstreamBases],
    config.compartment,
    config.policy.document,
  )
  return {
    mount: server.publicUrl.pathname.split('/').filter((part) => part !== ''),
    base,
    limits: server.limits,
    language: { definitions, limits: server.limits, base },
    authority,
    readScopes: (scopes, context) => grantsOf(scopes, context, definitions, authority.readReference),
    policy,
    now: Date.now,
    iua: config.iua,
    upstream: {
      base: upstreamBases[0],
      credential: upstream.credential && ('bearer' in upstream.credential ? 'bearer' : 'basic'),
    },
  }
}
