import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Site, startSite } from '../site.ts'
import { metadataOfRealm, world } from './keycloak.ts'

const capabilities = [
  'launch-standalone',
  'client-public',
  'client-confidential-asymmetric',
  'context-standalone-patient',
  'permission-patient',
  'permission-user',
  'permission-v2',
]

describe.skipIf(world === undefined)('the SMART document in front of Keycloak', () => {
  let site: Site
  let document: Readonly<Record<string, unknown>>

  beforeAll(async () => {
    site = await startSite({ issuer: world!.issuer, preset: 'keycloak' }, { sections: { smart: { capabilities } } })
    document = (await site.ask('', '/.well-known/smart-configuration', { authorization: '' })).body
  })
  afterAll(() => site?.stop())

  test('has the endpoints of the realm', async () => {
    const metadata = await metadataOfRealm()
    for (const name of ['authorization_endpoint', 'token_endpoint', 'introspection_endpoint', 'revocation_endpoint']) {
      expect(document[name]).toBe(metadata[name as keyof typeof metadata])
    }
    expect(document.capabilities).toEqual(capabilities)
  })

  test('offers what SMART allows of what the realm offers', () => {
    expect(document.code_challenge_methods_supported).toEqual(['S256'])
    expect(document.grant_types_supported).toEqual(expect.arrayContaining(['authorization_code', 'client_credentials']))
    expect(document.grant_types_supported).not.toContain('password')
    expect(document.response_types_supported).not.toContain('token')
    expect(document.token_endpoint_auth_methods_supported).toContain('private_key_jwt')
    const scopes = document.scopes_supported as string[]
    expect(scopes).toEqual(expect.arrayContaining(['openid', 'fhirUser', 'launch/patient', 'patient/*.rs']))
    expect(scopes).not.toContain('gatehouse')
  })

  test('the realm is named as the authorization server of the protected resource', async () => {
    const { origin, pathname } = new URL(site.gateway.base)
    const answer = await fetch(`${origin}/.well-known/oauth-protected-resource${pathname}`)
    expect(await answer.json()).toMatchObject({ resource: site.gateway.base, authorization_servers: [world!.issuer] })
  })
})
