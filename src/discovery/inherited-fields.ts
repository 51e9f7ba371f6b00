import { authMethods, grantTypes, isImplicit, isLaunchScope } from '../config/registered-names.ts'
import type { Document, IssuerDocument, Site } from './site.ts'

/** Lists of an issuer are read so far. */
const MAX_ITEMS = 500

/** Addresses of the issuer that clients send secrets to. */
export const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'management_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
] as const

/**
 * What the SMART document takes over from the issuer's metadata (RFC 8414 §2), field by field and value by value: nothing
 * that is no absolute URL, leads from https to http, is not spelled as registered, or that SMART or the gateway does
 * not keep.
 */
export function inheritedFields(
  metadata: IssuerDocument,
  { honours, issuers }: Pick<Site, 'honours' | 'issuers'>,
): Document {
  const urlAt = (name: string) => addressOf(metadata[name], issuers[0])
  const scopes = names(metadata.scopes_supported)?.filter((scope) => isLaunchScope(scope) || honours(scope))
  const fields = {
    ...Object.fromEntries(endpoints.map((name) => [name, urlAt(name)])),
    grant_types_supported: names(metadata.grant_types_supported)?.filter((each) => grantTypes.has(each)),
    response_types_supported: names(metadata.response_types_supported)?.filter((each) => !isImplicit(each)),
    code_challenge_methods_supported: names(metadata.code_challenge_methods_supported)?.filter(
      (each) => each === 'S256',
    ),
    token_endpoint_auth_methods_supported: names(metadata.token_endpoint_auth_methods_supported)?.filter((each) =>
      authMethods.has(each),
    ),
    // RFC 8414 §2: the value `none` must not be used.
    token_endpoint_auth_signing_alg_values_supported: names(
      metadata.token_endpoint_auth_signing_alg_values_supported,
    )?.filter((each) => each !== 'none'),
    scopes_supported: scopes,
    jwks_uri: urlAt('jwks_uri'),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** A list of texts; undefined for anything else. */
export function names(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.slice(0, MAX_ITEMS).filter((each) => typeof each === 'string' && each.length <= 1024)
}

/** Whether an issuer that is reached by https names a place that is not: clients would send codes and secrets in plain text. */
export function isDowngraded(value: unknown, issuer: string): boolean {
  return /^https:/i.test(issuer) && typeof value === 'string' && /^http:/i.test(value)
}

/** An absolute URL without a user in it, as it is written. */
function addressOf(value: unknown, issuer: string): string | undefined {
  if (typeof value !== 'string' || value.length > 2048 || !/^https?:\/\/[\x21-\x7e]+$/i.test(value)) return undefined
  if (!URL.canParse(value) || isDowngraded(value, issuer)) return undefined
  const { username, password } = new URL(value)
  return username === '' && password === '' ? value : undefined
}
