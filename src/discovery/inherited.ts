import { authMethods, grantTypes, isImplicit, isLaunchScope } from '../config/registered.ts'
import type { Document, IssuerDocument, Site } from './site.ts'

/** Lists of an issuer are read so far. */
const MAX_ITEMS = 500

const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'management_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
] as const

/**
 * What the SMART document takes over from the issuer's metadata (RFC 8414 §2), field by field and value by value: nothing
 * that is no absolute URL, is spelled otherwise than registered, or that SMART or the gateway does not keep.
 */
export function inheritedFields(metadata: IssuerDocument, { honours }: Pick<Site, 'honours'>): Document {
  const scopes = names(metadata.scopes_supported)?.filter((scope) => isLaunchScope(scope) || honours(scope))
  const fields = {
    ...Object.fromEntries(endpoints.map((name) => [name, absoluteUrl(metadata[name])])),
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
    jwks_uri: absoluteUrl(metadata.jwks_uri),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** A list of texts; undefined for anything else. */
export function names(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.slice(0, MAX_ITEMS).filter((each) => typeof each === 'string' && each.length <= 1024)
}

function absoluteUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2048 || !/^https?:\/\//i.test(value)) return undefined
  return URL.canParse(value) ? value : undefined
}
