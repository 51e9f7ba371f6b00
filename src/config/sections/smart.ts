import { z } from 'zod'
import { text } from '../fields/text.ts'
import { endpointUrl } from '../fields/url.ts'

const names = () => z.array(text('a name')).max(500).optional()
const url = () =>
  endpointUrl('an http or https URL')
    .transform(({ href }) => href)
    .optional()

/** `smart:` fields of `/.well-known/smart-configuration` under their own names (SMART App Launch 2.2, conformance). */
export const smartSchema = z
  .strictObject({
    capabilities: z
      .array(text('a SMART capability'))
      .min(1)
      .max(200)
      .prefault([
        'permission-v1',
        'permission-v2',
        'permission-patient',
        'permission-user',
        'client-confidential-asymmetric',
      ])
      .describe('SMART capabilities that the gateway and the issuer offer together.'),
    issuer: url().describe('Issuer of OpenID Connect tokens.'),
    jwks_uri: url().describe('Keys of that issuer.'),
    authorization_endpoint: url().describe('Where users sign in.'),
    token_endpoint: url().describe('Where clients get tokens.'),
    registration_endpoint: url().describe('Where clients register.'),
    management_endpoint: url().describe('Where users see and end what they granted.'),
    introspection_endpoint: url().describe('Where tokens are introspected.'),
    revocation_endpoint: url().describe('Where tokens are revoked.'),
    grant_types_supported: names().describe('OAuth grant types.'),
    response_types_supported: names().describe('OAuth response types.'),
    scopes_supported: names().describe('Scopes that a client may ask for.'),
    code_challenge_methods_supported: z
      .array(z.literal('S256', { error: 'S256; plain is forbidden by SMART' }))
      .min(1)
      .optional()
      .describe('PKCE methods.'),
    token_endpoint_auth_methods_supported: names().describe('How clients identify themselves.'),
    token_endpoint_auth_signing_alg_values_supported: names().describe('Algorithms of client assertions.'),
    user_access_brand_bundle: url().describe('Bundle of brands (SMART user-access brands).'),
    user_access_brand_identifier: z
      .strictObject({
        system: text('a URI').optional().describe('Identifier.system.'),
        value: text('an identifier').describe('Identifier.value.'),
      })
      .optional()
      .describe('Which brand of the bundle this is.'),
  })
  .prefault({})
