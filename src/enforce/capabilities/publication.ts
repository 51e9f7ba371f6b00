import type { Authority } from '../../authorize/authority.ts'
import type { EverPermitted } from '../../policy/ever-permitted.ts'
import type { PublicLinks } from '../links.ts'

/** What decides how much of an upstream's CapabilityStatement is true of the gateway. */
export interface Publication {
  /** The public base, without a slash at the end. */
  readonly base: string
  readonly links: PublicLinks
  readonly authority: Pick<Authority, 'definitions' | 'operations'>
  /** What some caller may be permitted by the policy. */
  readonly everPermitted: EverPermitted
  /** Whether pages of some origin may call (CapabilityStatement.rest.security.cors). */
  readonly cors: boolean
  /** Services beside SMART-on-FHIR and OAuth. */
  readonly services: readonly Service[]
}

/** A coding of CapabilityStatement.rest.security.service. */
export interface Service {
  readonly system: string
  readonly code: string
}

/** Addresses of the authorization server by the names that the oauth-uris extension has for them. */
export type OauthUris = Readonly<
  Partial<Record<'authorize' | 'token' | 'introspect' | 'revoke' | 'manage' | 'register', string>>
>
