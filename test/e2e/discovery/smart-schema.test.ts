import { expect, test } from 'vitest'
import { faultsOf } from './smart-schema.ts'

const whole = {
  token_endpoint: 'https://id.example/token',
  grant_types_supported: ['client_credentials'],
  capabilities: ['permission-v2'],
  code_challenge_methods_supported: ['S256'],
}

test.each<[fault: string, change: Record<string, unknown>]>([
  ['token_endpoint is missing', { token_endpoint: undefined }],
  ['token_endpoint has a wrong form', { token_endpoint: '/token' }],
  ['grant_types_supported is missing', { grant_types_supported: undefined }],
  ['grant_types_supported has a wrong form', { grant_types_supported: ['Client_credentials'] }],
  ['capabilities is missing', { capabilities: undefined }],
  ['capabilities has a wrong form', { capabilities: ['Client-public'] }],
  ['code_challenge_methods_supported is missing', { code_challenge_methods_supported: undefined }],
  ['code_challenge_methods_supported has a wrong form', { code_challenge_methods_supported: ['S256', 'plain'] }],
  ['issuer is missing', { capabilities: ['sso-openid-connect'], jwks_uri: 'https://id.example/keys' }],
  ['jwks_uri is missing', { capabilities: ['sso-openid-connect'], issuer: 'https://id.example' }],
  ['issuer is not to be there', { issuer: 'https://id.example' }],
  ['authorization_endpoint is missing', { capabilities: ['launch-standalone'] }],
  ['response_types_supported has a wrong form', { response_types_supported: ['code', 'token'] }],
  ['scopes_supported has a wrong form', { scopes_supported: ['patient/*.sr'] }],
  ['resource_documentation is unknown', { resource_documentation: 'https://docs.example/' }],
])('%s', (fault, change) => {
  expect(faultsOf(whole)).toEqual([])
  expect(faultsOf({ ...whole, ...change })).toEqual([fault])
})
