import { expect, test } from 'vitest'
import { protectedResource } from '../../src/discovery/protected-resource.ts'
import { base, siteWith } from './sites.ts'

const plain = { resource: base, authorization_servers: ['https://id.example'], bearer_methods_supported: ['header'] }
const ES256 = ['ES256']

test.each([
  [
    'every issuer',
    {},
    { issuers: ['https://a.example', 'https://b.example'] as const },
    { authorization_servers: ['https://a.example', 'https://b.example'] },
  ],
  [
    'documentation',
    { resource_documentation: 'https://docs.example/' },
    {},
    { resource_documentation: 'https://docs.example/' },
  ],
  [
    'the site’s scopes before the issuer is known',
    { scopes_supported: ['openid'] },
    {},
    { scopes_supported: ['openid'] },
  ],
  [
    'DPoP',
    {},
    { binding: { dpopAlgorithms: ES256, certificates: false, required: false } },
    { dpop_signing_alg_values_supported: ES256 },
  ],
  [
    'DPoP where nothing else is taken',
    {},
    { binding: { dpopAlgorithms: ES256, certificates: false, required: true } },
    { dpop_signing_alg_values_supported: ES256, dpop_bound_access_tokens_required: true },
  ],
  [
    'certificates, which may take the place of DPoP',
    {},
    { binding: { dpopAlgorithms: ES256, certificates: true, required: true } },
    { dpop_signing_alg_values_supported: ES256, tls_client_certificate_bound_access_tokens: true },
  ],
])('it tells %s', (_, own, rest, told) => {
  expect(protectedResource(undefined, siteWith(own, rest))).toEqual({ ...plain, ...told })
})

test('its scopes are those of the SMART document', () => {
  const told = protectedResource({ scopes_supported: ['user/Patient.r'] }, siteWith())
  expect(told).toEqual({ ...plain, scopes_supported: ['user/Patient.r'] })
})
