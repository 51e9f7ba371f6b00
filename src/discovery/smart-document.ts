import { inheritedFields, names } from './inherited-fields.ts'
import type { Document, IssuerDocument, Site } from './site.ts'

/**
 * The SMART configuration (SMART App Launch 2.2, "Conformance"): the site's own fields over what its first issuer says of
 * itself. `issuer` is there with `sso-openid-connect` and only then; PKCE is S256 alone.
 *
 * @param metadata the issuer's; empty while it is not known.
 */
export function smartDocument(metadata: IssuerDocument, site: Site): Document {
  const { own, issuers } = site
  const inherited = inheritedFields(metadata, site)
  const fields: Record<string, unknown> = { ...inherited, ...own }
  const sso = own.capabilities.includes('sso-openid-connect')
  const methods = names(fields.code_challenge_methods_supported)
  return withoutEmpty({
    ...fields,
    issuer: sso ? (fields.issuer ?? issuers[0]) : undefined,
    jwks_uri: sso ? fields.jwks_uri : own.jwks_uri,
    grant_types_supported: fields.grant_types_supported ?? impliedGrants(fields),
    code_challenge_methods_supported: methods ?? ['S256'],
    ...bindingFields(metadata, site),
    // Of the protected resource alone (RFC 9728 §2).
    resource_documentation: undefined,
  })
}

/** RFC 8414 §2: an issuer that names no grant types has the authorization code grant, if it has users at all. */
function impliedGrants({ authorization_endpoint }: Document): readonly string[] | undefined {
  return authorization_endpoint === undefined ? undefined : ['authorization_code']
}

/** Both the issuer has to bind tokens and the gateway to check it. */
function bindingFields(metadata: IssuerDocument, { binding }: Pick<Site, 'binding'>): Document {
  const offered = names(metadata.dpop_signing_alg_values_supported) ?? []
  const certificates = metadata.tls_client_certificate_bound_access_tokens === true && binding.certificates
  return {
    dpop_signing_alg_values_supported: offered.filter((each) => binding.dpopAlgorithms.includes(each)),
    tls_client_certificate_bound_access_tokens: certificates || undefined,
  }
}

/** An empty list says nothing; a client would read it as "none at all" (RFC 8414 §3.2). */
function withoutEmpty(fields: Document): Document {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return Object.fromEntries(kept)
}
