import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { post, type ServerMetadata, type TokenResponse } from '../oauth-client.ts'
import { otherRecord, type Site, startSite } from '../site.ts'
import { administer, appTokens, metadataOfRealm, world } from './keycloak.ts'

const asksAlways = (cache: string) => ({
  issuer: world!.issuer,
  preset: 'keycloak',
  audience: [`http://127.0.0.1:${world!.gatewayPort}/fhir`],
  introspection: { when: 'always', clientId: 'gatehouse', clientSecret: { env: 'KEYCLOAK_CLIENT_SECRET' }, cache },
})

describe.skipIf(world === undefined)('Keycloak, asked about every JWT', () => {
  let server: ServerMetadata
  let site: Site
  let remembering: Site

  beforeAll(async () => {
    process.env.KEYCLOAK_CLIENT_SECRET = world!.clientSecret
    server = await metadataOfRealm()
    site = await startSite(asksAlways('0s'))
    remembering = await startSite(asksAlways('1s'))
  })
  beforeEach(() => void [site, remembering].map((each) => each.asked()))
  afterAll(async () => {
    await site?.stop()
    await remembering?.stop()
  })

  const tokens = () => appTokens(server, 'ada', 'launch/patient fhirUser patient/*.rs')

  test('a token is good while the server says so', async () => {
    const { access_token: token } = await tokens()
    const [own, other] = [await site.ask(token), await site.ask(token, otherRecord)]
    expect([own.status, own.body.id, other.status]).toEqual([200, 'p01', 404])
    expect(await site.gateway.metrics()).toMatch(/gatehouse_introspections_total\{issuer="[^"]+",result="active"\} 2/)
  })

  const ends: readonly [string, (tokens: TokenResponse) => Promise<unknown>][] = [
    [
      'revoked',
      ({ access_token: token }) =>
        post(server.revocation_endpoint, { token, client_id: 'sample-app', token_type_hint: 'access_token' }),
    ],
    [
      'of who signed out',
      ({ refresh_token: token = '' }) =>
        post(server.end_session_endpoint, { refresh_token: token, client_id: 'sample-app' }),
    ],
    [
      'of a session that an administrator ended',
      ({ access_token: token }) => administer('DELETE', `/sessions/${decodeJwt(token).sid}`),
    ],
  ]
  test.each(ends)('a token %s is refused at once', async (_, end) => {
    const issued = await tokens()
    expect((await site.ask(issued.access_token)).status).toBe(200)
    await end(issued)
    site.asked()
    const refused = await site.ask(issued.access_token)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(site.reason()).toBe('TOKEN_INACTIVE')
    expect(site.asked()).toEqual([])
  })

  test('where answers are believed for a second, a revoked token passes no longer than that', async () => {
    const { access_token: token } = await tokens()
    expect((await remembering.ask(token)).status).toBe(200)
    await post(server.revocation_endpoint, { token, client_id: 'sample-app' })
    const revokedAt = performance.now()
    let [status, sentAt, lastGood] = [200, revokedAt, revokedAt]
    while (status === 200 && sentAt - revokedAt < 60_000) {
      lastGood = sentAt
      sentAt = performance.now()
      status = (await remembering.ask(token)).status
    }
    expect(status).toBe(401)
    expect(lastGood - revokedAt).toBeLessThan(1100)
    remembering.asked()
    expect((await remembering.ask(token)).status).toBe(401)
    expect(remembering.asked()).toEqual([])
  })

  test('a wrong secret of the gateway is 503', async () => {
    process.env.KEYCLOAK_WRONG_SECRET = 'wrong'
    const { introspection, ...issuer } = asksAlways('0s')
    const wrong = { ...introspection, clientSecret: { env: 'KEYCLOAK_WRONG_SECRET' } }
    const broken = await startSite({ ...issuer, introspection: wrong })
    expect((await broken.ask((await tokens()).access_token)).status).toBe(503)
    expect(broken.asked()).toEqual([])
    await broken.stop()
  })
})
