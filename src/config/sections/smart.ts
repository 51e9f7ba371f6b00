import { z } from 'zod'
import type { Definitions } from '../../fhir/definitions/definitions.ts'
import { readScope } from '../../scopes/parse.ts'
import { isInertScope } from '../../scopes/scope.ts'
import { text } from '../fields/text.ts'
import { endpointUrl, urlText } from '../fields/url.ts'
import type { Report } from '../problems/problem.ts'
import { authMethods, grantTypes, isImplicit, isLaunchScope, smartCapabilities } from '../registered-names.ts'

const URL = 'an http or https URL, or {base}/… for one below server.publicUrl'
const BASE = '{base}'

const names = () => z.array(text('a name')).max(500).optional()
const url = () => address().optional()

/** An endpoint's URL as text; `{base}` at its beginning stands for the public base. */
function address() {
  const whole = endpointUrl(URL)
  return z.string({ error: URL }).transform((written, context) => {
    const below = written.startsWith(`${BASE}/`)
    const read = whole.safeParse(below ? written.replace(BASE, 'https://base.invalid') : written)
    if (read.success) return below ? written : read.data.href
    for (const issue of read.error.issues) context.issues.push({ ...issue, code: 'custom', input: '' })
    return z.NEVER
  })
}

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
    issuer: urlText('the exact iss of identity tokens').optional().describe('Issuer of OpenID Connect tokens.'),
    jwks_uri: url().describe('Keys of that issuer.'),
    authorization_endpoint: url().describe('Where users sign in.'),
    token_endpoint: url().describe('Where clients get tokens.'),
    registration_endpoint: url().describe('Where clients register.'),
    management_endpoint: url().describe('Where users see and withdraw what they granted.'),
    introspection_endpoint: url().describe('Where tokens are introspected.'),
    revocation_endpoint: url().describe('Where tokens are revoked.'),
    smart_app_state_endpoint: url().describe('Where apps keep their state.'),
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
    associated_endpoints: z
      .array(
        z.strictObject({
          url: address().describe('Base of the other endpoint.'),
          capabilities: z.array(text('a SMART capability')).min(1).max(200).describe('What it offers.'),
        }),
      )
      .max(100)
      .optional()
      .describe('Endpoints with the same authorization server.'),
    resource_documentation: url().describe('Page for developers, given in the protected-resource metadata (RFC 9728).'),
  })
  .prefault({})

type Smart = z.output<typeof smartSchema>

/** Values that no client would understand as they are meant: registered names are compared case-sensitively. */
export function checkSmart(smart: Smart, definitions: Definitions, report: Report): void {
  checkSpelling('capabilities', smart.capabilities, smartCapabilities, report)
  checkSpelling('grant_types_supported', smart.grant_types_supported, grantTypes, report)
  checkSpelling(
    'token_endpoint_auth_methods_supported',
    smart.token_endpoint_auth_methods_supported,
    authMethods,
    report,
  )
  const refuse = (field: keyof Smart, unfit: (value: string) => boolean, what: string, expected: string) => {
    for (const [index, value] of ((smart[field] ?? []) as readonly string[]).entries()) {
      if (unfit(value)) report.problem([field, index], what, expected)
    }
  }
  refuse(
    'grant_types_supported',
    (grant) => grant === 'implicit' || grant === 'password',
    'is a grant type that must no longer be used (RFC 9700)',
    'authorization_code or client_credentials',
  )
  refuse('response_types_supported', isImplicit, 'returns tokens through the browser (RFC 9700 §2.1.2)', 'code')
  refuse(
    'token_endpoint_auth_signing_alg_values_supported',
    (algorithm) => algorithm === 'none',
    'is not a signature algorithm',
    'algorithms such as RS384 and ES384',
  )
  refuse(
    'scopes_supported',
    (scope) => !isLaunchScope(scope) && isInertScope(readScope(scope, definitions.isResourceType)),
    'is not a scope that grants anything here',
    'a SMART scope such as patient/Observation.rs, or openid, fhirUser, launch …',
  )
}

function checkSpelling(
  field: keyof Smart,
  values: readonly string[] = [],
  registered: ReadonlySet<string>,
  report: Report,
): void {
  for (const [index, value] of values.entries()) {
    const meant = value.toLowerCase()
    if (registered.has(value) || !registered.has(meant)) continue
    report.problem([field, index], 'is not spelled as registered', 'lower-case letters', meant)
  }
}
