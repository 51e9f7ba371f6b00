import { names } from './inherited-fields.ts'
import type { Document, Site } from './site.ts'

/**
 * What the gateway says of itself as an OAuth resource (RFC 9728 §2). Other than the SMART document it names every
 * trusted issuer; tokens are taken from the Authorization header alone (RFC 6750 §2.1).
 *
 * @param smart the SMART document as it is at the moment, for the scopes; undefined while there is none.
 */
export function protectedResource(smart: Document | undefined, { base, issuers, own, binding }: Site): Document {
  const scopes = names(smart?.scopes_supported ?? own.scopes_supported)
  const documentation = own.resource_documentation
  const proofs = binding.dpopAlgorithms.length > 0
  return {
    resource: base,
    authorization_servers: issuers,
    ...(scopes && { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    ...(typeof documentation === 'string' && { resource_documentation: documentation }),
    ...(binding.certificates && { tls_client_certificate_bound_access_tokens: true }),
    ...(proofs && { dpop_signing_alg_values_supported: binding.dpopAlgorithms }),
    ...(proofs && binding.required && !binding.certificates && { dpop_bound_access_tokens_required: true }),
  }
}
