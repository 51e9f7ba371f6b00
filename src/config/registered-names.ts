/** Names as they are registered; all of them are compared case-sensitively. */

/** Capabilities of SMART App Launch 2.2, "Conformance" (#capabilities). */
export const smartCapabilities: ReadonlySet<string> = new Set([
  ...['launch-ehr', 'launch-standalone', 'authorize-post'],
  ...['client-public', 'client-confidential-symmetric', 'client-confidential-asymmetric'],
  ...['sso-openid-connect', 'context-banner', 'context-style'],
  ...['context-ehr-patient', 'context-ehr-encounter', 'context-standalone-patient', 'context-standalone-encounter'],
  ...['permission-offline', 'permission-online', 'permission-patient', 'permission-user'],
  ...['permission-v1', 'permission-v2', 'smart-app-state'],
])

/** Grant types, without the two that must no longer be used (RFC 9700 §2.1.2, §2.4). */
export const grantTypes: ReadonlySet<string> = new Set([
  ...['authorization_code', 'client_credentials', 'refresh_token'],
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:openid:params:grant-type:ciba',
])

/** Token endpoint authentication methods (RFC 7591 §4.2, RFC 8705 §2, OpenID Connect Core §9). */
export const authMethods: ReadonlySet<string> = new Set([
  ...['none', 'client_secret_post', 'client_secret_basic', 'client_secret_jwt', 'private_key_jwt'],
  ...['tls_client_auth', 'self_signed_tls_client_auth'],
])

/** Scopes that clients ask for although they are about no resource (SMART App Launch 2.2, "Scopes and Launch Context"). */
const launchScope = /^(?:launch(?:\/[a-z]+)?|openid|fhirUser|profile|online_access|offline_access)$/

export function isLaunchScope(scope: string): boolean {
  return launchScope.test(scope)
}

/** Whether a response type hands tokens to the front channel (RFC 9700 §2.1.2). */
export function isImplicit(responseType: string): boolean {
  return responseType.split(' ').some((word) => word === 'token' || word === 'id_token')
}
