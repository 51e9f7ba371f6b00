/** A document as a client parses it. */
export type SmartDocument = Readonly<Record<string, unknown>>

interface Field {
  readonly name: string
  readonly shape: (value: unknown) => boolean
  /** When the field has to be there; absent: never. */
  readonly required?: (document: SmartDocument) => boolean
  /** When it must not be there. */
  readonly forbidden?: (document: SmartDocument) => boolean
}

const always = () => true
const names = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [])
const able =
  (...any: string[]) =>
  ({ capabilities }: SmartDocument) =>
    any.some((each) => names(capabilities).includes(each))
const isUrl = (value: unknown) => typeof value === 'string' && /^https?:\/\/[^/]/.test(value) && URL.canParse(value)
const isList = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && each !== '')
const listOf = (allowed: RegExp) => (value: unknown) =>
  isList(value) && names(value).every((each) => allowed.test(each))

const capability =
  /^(?:launch-(?:ehr|standalone)|authorize-post|client-(?:public|confidential-(?:a?symmetric))|sso-openid-connect|context-(?:banner|style|(?:ehr|standalone)-(?:patient|encounter))|permission-(?:offline|online|patient|user|v1|v2)|smart-app-state|https?:\/\/.+)$/

/** The fields of SMART App Launch 2.2, "Conformance", with those of RFC 9449 §5.1 and RFC 8705 §3.3. */
const fields: readonly Field[] = [
  {
    name: 'issuer',
    shape: isUrl,
    required: able('sso-openid-connect'),
    forbidden: (d) => !able('sso-openid-connect')(d),
  },
  { name: 'jwks_uri', shape: isUrl, required: able('sso-openid-connect') },
  { name: 'authorization_endpoint', shape: isUrl, required: able('launch-ehr', 'launch-standalone') },
  { name: 'token_endpoint', shape: isUrl, required: always },
  {
    name: 'grant_types_supported',
    shape: listOf(/^(?:authorization_code|client_credentials|refresh_token|urn:.+)$/),
    required: always,
  },
  { name: 'capabilities', shape: listOf(capability), required: always },
  { name: 'code_challenge_methods_supported', shape: listOf(/^S256$/), required: always },
  {
    name: 'scopes_supported',
    shape: listOf(
      /^(?:launch.*|openid|fhirUser|profile|(?:online|offline)_access|(?:patient|user|system)\/(?:\*|[A-Z][A-Za-z]+)\.(?:c?r?u?d?s?|read|write|\*)(?:\?.+)?)$/,
    ),
  },
  { name: 'response_types_supported', shape: listOf(/^(?:code|none)$/) },
  { name: 'management_endpoint', shape: isUrl },
  { name: 'introspection_endpoint', shape: isUrl },
  { name: 'revocation_endpoint', shape: isUrl },
  { name: 'registration_endpoint', shape: isUrl },
  { name: 'smart_app_state_endpoint', shape: isUrl, required: able('smart-app-state') },
  { name: 'user_access_brand_bundle', shape: isUrl, required: (d) => d.user_access_brand_identifier !== undefined },
  {
    name: 'user_access_brand_identifier',
    shape: (value) => typeof value === 'object' && value !== null && 'value' in value,
  },
  {
    name: 'associated_endpoints',
    shape: (value) => Array.isArray(value) && value.every((each) => isUrl(each.url) && isList(each.capabilities)),
  },
  {
    name: 'token_endpoint_auth_methods_supported',
    shape: listOf(/^(?:none|client_secret_(?:post|basic|jwt)|private_key_jwt|(?:self_signed_)?tls_client_auth)$/),
  },
  {
    name: 'token_endpoint_auth_signing_alg_values_supported',
    shape: (value) =>
      isList(value) &&
      !names(value).includes('none') &&
      (names(value).includes('RS384') || names(value).includes('ES384')),
  },
  { name: 'dpop_signing_alg_values_supported', shape: listOf(/^(?:[EPR]S\d{3}|EdDSA|Ed25519)$/) },
  { name: 'tls_client_certificate_bound_access_tokens', shape: (value) => value === true },
]

/** What is wrong with a SMART configuration: field by field, what is missing, forbidden, of a wrong form or unknown. */
export function faultsOf(document: SmartDocument): readonly string[] {
  const known = new Set(fields.map(({ name }) => name))
  const unknown = Object.keys(document).filter((name) => !known.has(name))
  const wrong = fields.flatMap(({ name, shape, required, forbidden }) => {
    const value = document[name]
    if (value === undefined) return required?.(document) ? [`${name} is missing`] : []
    if (forbidden?.(document)) return [`${name} is not to be there`]
    return shape(value) ? [] : [`${name} has a wrong form`]
  })
  return [...unknown.map((name) => `${name} is unknown`), ...wrong]
}
