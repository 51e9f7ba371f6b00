import { beforeAll, describe, expect, test } from 'vitest'
import { basic, post, redirectUri, type ServerMetadata } from '../oauth-client.ts'
import { createUserAgent } from '../user-agent.ts'
import { administer, metadataOfRealm, world } from './keycloak.ts'

interface UserProfile {
  readonly attributes: readonly { readonly name: string; readonly permissions: { readonly edit: readonly string[] } }[]
}

describe.skipIf(world === undefined)('the realm file', () => {
  let server: ServerMetadata

  beforeAll(async () => {
    server = await metadataOfRealm()
  })

  test.each(['patient', 'fhirUser', 'username'])('lets no user choose their own %s', async (name) => {
    const { attributes } = await administer<UserProfile>('GET', '/users/profile')
    expect(attributes.find((each) => each.name === name)?.permissions.edit).toEqual(['admin'])
  })

  const asked = { response_type: 'code', client_id: 'sample-app', redirect_uri: redirectUri, scope: 'openid' }
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }

  test.each([
    ['without PKCE', asked],
    ['with a challenge in clear', { ...asked, ...challenge, code_challenge_method: 'plain' }],
    ['for a token without a code', { ...asked, ...challenge, response_type: 'token' }],
  ])('sends an app that asks %s back with an error', async (_, parameters) => {
    const place = await createUserAgent(redirectUri).visit(
      `${server.authorization_endpoint}?${new URLSearchParams(parameters)}`,
    )
    const told = new URLSearchParams(place.url.search || place.url.hash.slice(1))
    expect(place.url.href.startsWith(redirectUri)).toBe(true)
    expect(told.get('error')).toMatch(/^(?:invalid_request|unauthorized_client)$/)
  })

  test('sends nobody to an address that no app registered', async () => {
    const parameters = new URLSearchParams({ ...asked, ...challenge, redirect_uri: `${redirectUri}/other` })
    const place = await createUserAgent(redirectUri).visit(`${server.authorization_endpoint}?${parameters}`)
    expect(place.url.href.startsWith(redirectUri)).toBe(false)
    expect(place.html).toContain('redirect_uri')
  })

  test.each([
    ['the app no tokens of its own', { grant_type: 'client_credentials', client_id: 'sample-app' }, {}],
    ['the app no tokens for passwords', { grant_type: 'password', client_id: 'sample-app', username: 'ada' }, {}],
    ['the gateway no tokens at all', { grant_type: 'client_credentials' }, { secret: true }],
  ])('gives %s', async (_, form, { secret = false }: { secret?: boolean }) => {
    const credential = secret ? basic('gatehouse', world!.clientSecret) : {}
    const answer = post(server.token_endpoint, { ...form, password: world!.demoPassword } as never, credential)
    await expect(answer).rejects.toThrow(/unauthorized_client/)
  })
})
