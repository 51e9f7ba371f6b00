import { describe, expect, test } from 'vitest'
import { smartDocument } from '../../src/discovery/smart-document.ts'
import { metadata, siteWith } from './sites.ts'

test('the document is what the issuer says of itself under what the site says', () => {
  const document = smartDocument(metadata, siteWith({ token_endpoint: 'https://other.example/token' }))
  expect(document).toEqual({
    authorization_endpoint: 'https://id.example/authorize',
    token_endpoint: 'https://other.example/token',
    grant_types_supported: ['authorization_code', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    capabilities: ['permission-v1', 'permission-v2'],
  })
})

describe('issuer and keys belong to OpenID Connect', () => {
  const sso = { capabilities: ['sso-openid-connect'] }
  test.each([
    ['neither without it', {}, metadata, undefined, undefined],
    [
      'no issuer without it, though the site names one',
      { issuer: 'https://id.example' },
      metadata,
      undefined,
      undefined,
    ],
    [
      'keys without it when the site names them',
      { jwks_uri: 'https://k.example/' },
      metadata,
      undefined,
      'https://k.example/',
    ],
    ['both of the issuer', sso, metadata, 'https://id.example', 'https://id.example/keys'],
    ['the issuer before its metadata is known', sso, {}, 'https://id.example', undefined],
    [
      'both of the site',
      { ...sso, issuer: 'https://op.example', jwks_uri: 'https://op.example/k' },
      metadata,
      'https://op.example',
      'https://op.example/k',
    ],
  ])('%s', (_, own, given, issuer, jwks) => {
    const document = smartDocument(given, siteWith(own))
    expect([document.issuer, document.jwks_uri]).toEqual([issuer, jwks])
  })
})

describe('what is taken over from the issuer', () => {
  test.each([
    [
      'no implicit and no password grant',
      'grant_types_supported',
      ['authorization_code', 'implicit', 'password'],
      ['authorization_code'],
    ],
    [
      'no grant in capitals',
      'grant_types_supported',
      ['Client_credentials', 'client_credentials'],
      ['client_credentials'],
    ],
    [
      'no implicit response type',
      'response_types_supported',
      ['code', 'token', 'id_token token', 'code id_token'],
      ['code'],
    ],
    ['no response types when all are implicit', 'response_types_supported', ['token', 'id_token'], undefined],
    ['S256 alone', 'code_challenge_methods_supported', ['plain', 'S256'], ['S256']],
    ['no challenge method when S256 is not offered', 'code_challenge_methods_supported', ['plain'], undefined],
    [
      'no method in capitals',
      'token_endpoint_auth_methods_supported',
      ['Client_secret_basic', 'private_key_jwt'],
      ['private_key_jwt'],
    ],
    ['no unsigned assertions', 'token_endpoint_auth_signing_alg_values_supported', ['none', 'RS384'], ['RS384']],
    [
      'scopes that are honoured',
      'scopes_supported',
      ['openid', 'patient/*.read-only', 'patient/Patient.rs', 'roles', 'user/Nothing.r'],
      ['openid', 'patient/Patient.rs'],
    ],
    ['no list that is none', 'scopes_supported', 'patient/Patient.rs', undefined],
    ['no items that are no text', 'scopes_supported', [1, null, { a: 1 }, 'openid'], ['openid']],
    ['no relative address', 'revocation_endpoint', '/revoke', undefined],
    ['no address of another scheme', 'introspection_endpoint', 'javascript:alert(1)', undefined],
    ['no address that is none', 'authorization_endpoint', 'https://', undefined],
    ['no way from https to http', 'token_endpoint', 'http://id.example/token', undefined],
    ['no address with a user', 'token_endpoint', 'https://id.example@evil.example/token', undefined],
    ['no address with a space', 'token_endpoint', 'https://id.example/a b', undefined],
    ['nothing that is not listed', 'userinfo_endpoint', 'https://id.example/me', undefined],
    ['no capabilities', 'capabilities', ['launch-ehr'], ['permission-v1', 'permission-v2']],
  ])('%s', (_, field, value, told) => {
    expect(smartDocument({ ...metadata, [field]: value }, siteWith())[field]).toEqual(told)
  })

  test('http addresses of an http issuer, as in a sandbox', () => {
    const site = siteWith({}, { issuers: ['http://localhost:9000'] })
    const token_endpoint = 'http://localhost:9000/token'
    expect(smartDocument({ token_endpoint }, site).token_endpoint).toBe(token_endpoint)
  })

  test('PKCE is S256 when the issuer says nothing of it', () => {
    const { code_challenge_methods_supported: _, ...silent } = metadata
    expect(smartDocument(silent, siteWith()).code_challenge_methods_supported).toEqual(['S256'])
  })

  test('an issuer that names no grants has the one for users, if it has users (RFC 8414 §2)', () => {
    const { grant_types_supported: _, authorization_endpoint: __, ...services } = metadata
    expect(smartDocument(services, siteWith()).grant_types_supported).toBeUndefined()
    const users = { ...services, authorization_endpoint: 'https://id.example/authorize' }
    expect(smartDocument(users, siteWith()).grant_types_supported).toEqual(['authorization_code'])
  })
})

describe('bound tokens are offered when both sides can', () => {
  const offer = {
    dpop_signing_alg_values_supported: ['ES256', 'RS256'],
    tls_client_certificate_bound_access_tokens: true,
  }
  test.each([
    ['both', offer, ['ES256'], true, ['ES256'], true],
    ['no common algorithm', offer, ['PS256'], false, undefined, undefined],
    ['the issuer alone', offer, [], false, undefined, undefined],
    ['the gateway alone', {}, ['ES256'], true, undefined, undefined],
  ])('%s', (_, given, dpopAlgorithms, certificates, proofs, bound) => {
    const site = siteWith({}, { binding: { dpopAlgorithms, certificates, required: false } })
    const document = smartDocument({ ...metadata, ...given }, site)
    expect(document.dpop_signing_alg_values_supported).toEqual(proofs)
    expect(document.tls_client_certificate_bound_access_tokens).toEqual(bound)
  })
})
