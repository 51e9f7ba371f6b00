import { z } from 'zod'
import type { Policy } from '../policy/document.ts'
import { filePath } from './fields/reference.ts'
import type { Resolved } from './files/references.ts'
import type { Secret } from './files/secret.ts'
import { adminSchema } from './sections/admin.ts'
import { auditSchema } from './sections/audit.ts'
import { compartmentSchema } from './sections/compartment.ts'
import { corsSchema } from './sections/cors.ts'
import { dpopSchema } from './sections/dpop.ts'
import { issuersSchema } from './sections/issuers.ts'
import { logSchema } from './sections/log.ts'
import { rateLimitSchema } from './sections/rate-limit.ts'
import { reloadSchema } from './sections/reload.ts'
import { serverSchema } from './sections/server.ts'
import { smartSchema } from './sections/smart.ts'
import { storeSchema } from './sections/store.ts'
import { upstreamSchema } from './sections/upstream.ts'

/** `gatehouse.yaml` as it may be written; unknown keys are errors. */
export const configSchema = z
  .strictObject({
    server: serverSchema.describe('The side that clients see.'),
    admin: adminSchema.describe('The listener for operators.'),
    upstream: upstreamSchema.describe('The FHIR server that is guarded.'),
    issuers: issuersSchema.describe('Who may issue tokens; at least one.'),
    iua: z
      .boolean()
      .prefault(false)
      .describe('Answers 401 where the scopes or the policy forbid, as IHE IUA requires; otherwise 403.'),
    dpop: dpopSchema.describe('Proofs that a caller holds the key of its token (RFC 9449).'),
    policy: filePath().optional().describe('Policy file; absent = SMART scopes alone decide.'),
    policyCandidate: filePath()
      .optional()
      .describe(
        'Policy file that is tried beside the live one without any effect; differences are counted and logged.',
      ),
    reload: reloadSchema.describe('How a changed policy or configuration takes effect.'),
    store: storeSchema.describe('What replicas share: memory for one process, redis for several.'),
    compartment: compartmentSchema.describe('Which resources belong to a patient, for callers with patient scopes.'),
    rateLimit: rateLimitSchema.describe('How much a caller may ask for.'),
    cors: corsSchema.describe('Which web pages may call.'),
    smart: smartSchema.describe('Fields of /.well-known/smart-configuration; missing ones come from the first issuer.'),
    audit: auditSchema.describe('Who saw what.'),
    log: logSchema.describe('What the gateway logs about itself; never patient data.'),
  })
  .meta({ title: 'Configuration of Gatehouse' })

/** The document with defaults, before secrets and files are looked up. */
export type ConfigDocument = z.output<typeof configSchema>

type Sections = Resolved<Omit<ConfigDocument, 'issuers' | 'policy' | 'policyCandidate' | 'store'>>

/** A trusted issuer whose audience is known: its own, or the gateway's public base. */
export type IssuerConfig = Resolved<ConfigDocument['issuers'][number]> & {
  readonly audience: readonly string[]
  /** The gateway's public base, as `authorization_details` name it. */
  readonly locations: readonly string[]
}

/** `url` holds user and password when they are configured. */
export interface RedisConfig {
  readonly url: Secret
  readonly keyPrefix: string
  readonly onFailure: 'open' | 'closed'
}

/**
 * The running configuration: one frozen value, replaced whole on reload.
 * Durations are milliseconds, sizes bytes, paths absolute, secrets `Secret`s.
 */
export interface Config extends Sections {
  readonly issuers: readonly IssuerConfig[]
  readonly store: 'memory' | { readonly redis: RedisConfig }
  readonly policy: Policy
  /** A policy that is tried without any effect. */
  readonly policyCandidate?: Policy | undefined
  /** The first 12 digits of `sha256`. */
  readonly version: string
  /** SHA-256 over the configuration and policy files, in hex digits. */
  readonly sha256: string
  /** One sentence for each setting that weakens security, to be named at start. */
  readonly insecure: readonly string[]
}
