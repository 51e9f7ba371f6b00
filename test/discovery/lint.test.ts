import { expect, test } from 'vitest'
import { lintSmart } from '../../src/discovery/lint.ts'
import { formatFinding } from '../../src/discovery/lint-finding.ts'
import { smartDocument } from '../../src/discovery/smart-document.ts'
import { metadata, siteWith } from './sites.ts'

const v = ['permission-v1', 'permission-v2']
const without = (...fields: string[]) =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => !fields.includes(name)))

function lint(own: Record<string, unknown>, given: Record<string, unknown> | undefined): readonly string[] {
  const site = siteWith(own)
  return lintSmart(smartDocument(given ?? {}, site), site, given).map(formatFinding)
}

test.each<[told: string, own: Record<string, unknown>, given: Record<string, unknown>]>([
  [
    'revocation_endpoint is left out: an https issuer names an http address (have the issuer name its https address, or name it in smart:)',
    {},
    { ...metadata, revocation_endpoint: 'http://id.example/revoke' },
  ],
  ['token_endpoint is required, and neither the issuer nor smart: names it', {}, without('token_endpoint')],
  [
    'grant_types_supported is required (name the grants in smart:)',
    {},
    without('grant_types_supported', 'authorization_endpoint'),
  ],
  [
    'code_challenge_methods_supported is required: the issuer does not offer S256 (switch S256 on at the issuer; clients must not go on without it)',
    {},
    { ...metadata, code_challenge_methods_supported: ['plain'] },
  ],
  [
    'capabilities sso-openid-connect needs jwks_uri (name jwks_uri)',
    { capabilities: [...v, 'sso-openid-connect'] },
    without('jwks_uri'),
  ],
  [
    'issuer is left out: it belongs to sso-openid-connect (add the capability, or leave issuer out)',
    { issuer: 'https://id.example' },
    metadata,
  ],
  [
    'capabilities launch-ehr needs authorization_endpoint (name authorization_endpoint)',
    { capabilities: [...v, 'launch-ehr'] },
    without('authorization_endpoint'),
  ],
  [
    'capabilities launch-standalone, client-public needs authorization_code in grant_types_supported (add authorization_code, or leave the capability out)',
    { capabilities: [...v, 'launch-standalone', 'client-public'] },
    { ...metadata, grant_types_supported: ['client_credentials'] },
  ],
  [
    'capabilities client-confidential-asymmetric needs private_key_jwt in token_endpoint_auth_methods_supported (add private_key_jwt, or leave the capability out)',
    { capabilities: [...v, 'client-confidential-asymmetric'] },
    { ...metadata, token_endpoint_auth_methods_supported: ['client_secret_basic'] },
  ],
  [
    'capabilities client-confidential-asymmetric needs RS384 or ES384 in token_endpoint_auth_signing_alg_values_supported (add RS384 or ES384, or leave the capability out)',
    { capabilities: [...v, 'client-confidential-asymmetric'] },
    { ...metadata, token_endpoint_auth_signing_alg_values_supported: ['RS256'] },
  ],
  [
    'capabilities client-confidential-symmetric needs client_secret_basic or client_secret_post in token_endpoint_auth_methods_supported (add client_secret_basic or client_secret_post, or leave the capability out)',
    { capabilities: [...v, 'client-confidential-symmetric'] },
    { ...metadata, token_endpoint_auth_methods_supported: ['private_key_jwt'] },
  ],
  [
    'capabilities permission-offline needs offline_access in scopes_supported (add offline_access, or leave the capability out)',
    { capabilities: [...v, 'permission-offline'], scopes_supported: ['openid'] },
    metadata,
  ],
  [
    'capabilities permission-online needs online_access in scopes_supported (add online_access, or leave the capability out)',
    { capabilities: [...v, 'permission-online'], scopes_supported: ['openid'] },
    metadata,
  ],
  [
    'capabilities smart-app-state needs smart_app_state_endpoint (name smart_app_state_endpoint)',
    { capabilities: [...v, 'smart-app-state'] },
    metadata,
  ],
  [
    'capabilities context-ehr-patient says what launch-ehr brings, without launch-ehr (add launch-ehr)',
    { capabilities: [...v, 'context-ehr-patient'] },
    metadata,
  ],
  [
    'capabilities context-standalone-patient says what launch-standalone brings, without launch-standalone (add launch-standalone)',
    { capabilities: [...v, 'context-standalone-patient'] },
    metadata,
  ],
  [
    'capabilities has 1 that SMART does not define (one of SMART, or a full URI)',
    { capabilities: [...v, 'system/scopes'] },
    metadata,
  ],
  [
    'capabilities names no form of scopes (add permission-v1 and permission-v2)',
    { capabilities: ['authorize-post'] },
    metadata,
  ],
  [
    'scopes_supported has system/ scopes, which need client_credentials (name client_credentials in grant_types_supported)',
    { scopes_supported: ['system/Patient.r'] },
    { ...metadata, grant_types_supported: ['authorization_code'] },
  ],
  [
    'scopes_supported has patient/ scopes (add permission-patient)',
    { scopes_supported: ['patient/Patient.r'] },
    metadata,
  ],
  ['scopes_supported has user/ scopes (add permission-user)', { scopes_supported: ['user/Patient.r'] }, metadata],
  [
    'token_endpoint_auth_methods_supported leaves out values that the issuer does not spell as registered (name private_key_jwt in smart:)',
    {},
    { ...metadata, token_endpoint_auth_methods_supported: ['Private_key_jwt'] },
  ],
  [
    'grant_types_supported leaves out values that the issuer does not spell as registered (name client_credentials in smart:)',
    {},
    { ...metadata, grant_types_supported: ['authorization_code', 'Client_credentials'] },
  ],
  [
    'user_access_brand_identifier says which brand of a bundle, without a bundle (name user_access_brand_bundle)',
    { user_access_brand_identifier: { value: 'x' } },
    metadata,
  ],
])('%s', (told, own, given) => {
  expect(lint(own, given)).toEqual([told])
})

test.each([
  ['a plain document', {}],
  ['a capability of another guide, by URI', { capabilities: [...v, 'https://guide.example/capability'] }],
  [
    'OpenID Connect with everything',
    { capabilities: [...v, 'sso-openid-connect', 'launch-ehr', 'context-ehr-patient'] },
  ],
])('nothing is found in %s', (_, own) => {
  expect(lint(own, metadata)).toEqual([])
})

test.each([
  ['what the issuer may add is not missed', { capabilities: [...v, 'sso-openid-connect', 'launch-ehr'] }, []],
  [
    'what the site says against itself is found',
    { capabilities: [...v, 'context-ehr-patient'] },
    ['capabilities context-ehr-patient says what launch-ehr brings, without launch-ehr (add launch-ehr)'],
  ],
])('by the configuration alone %s', (_, own, told) => {
  expect(lint(own, undefined)).toEqual(told)
})
