import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePair } from '../../../demo/sandbox/certificate.ts'
import { freePort } from '../../fixtures/gateway.ts'
import { backendService, certificateClient, introspector, publicApp, registered } from '../clients.ts'
import { basic, post, serviceToken, walkCodeFlow } from '../oauth-client.ts'
import { otherRecord, ownRecord, type Site, startSite } from '../site.ts'
import { type RunningProvider, startProvider } from './provider.ts'
import { signInAs } from './sign-in.ts'

const secret = 'synthetic-secret-of-the-gateway'
const holder = backendService('opaque-service', 'ES384')
const jwtHolder = backendService('jwt-service', 'ES384')
const gatewayKey = backendService('gatehouse-key', 'ES384')
const gatewayPair = makePair('gatehouse')
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-idp-'))
let provider: RunningProvider
let port: number

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

beforeAll(async () => {
  port = await freePort()
  const certificate = new X509Certificate(gatewayPair.cert)
  const { tls_client_certificate_bound_access_tokens: _, ...asking } = certificateClient('gatehouse-cert', certificate)
  const clients = [
    publicApp('opaque-app'),
    registered(holder),
    registered(jwtHolder),
    introspector(secret),
    introspector(secret, { client_id: 'gatehouse-signed', introspection_signed_response_alg: 'ES256' }),
    { ...registered(gatewayKey), grant_types: [] },
    { ...asking, grant_types: [] },
  ]
  provider = await startProvider({ audience: `http://127.0.0.1:${port}/fhir`, clients })
})
afterAll(async () => {
  await provider.stop()
  rmSync(folder, { recursive: true })
})

const serve = (introspection: object) => startSite({ issuer: provider.issuer, introspection }, { port })
const bySecret = () => ({ clientId: 'gatehouse', clientSecret: { file: file('secret', secret) } })
const appToken = async () => {
  const flow = { clientId: 'opaque-app', scope: 'openid launch/patient patient/*.rs', signIn: signInAs('p01') }
  return (await walkCodeFlow(provider.metadata, flow)).access_token
}
const serviceTokenFor = async (scope: string) =>
  (await serviceToken(provider.metadata, holder.service, scope)).access_token
const revoke = (token: string) => post(provider.metadata.revocation_endpoint, { token, client_id: 'opaque-app' })

describe('the gateway asks the server about opaque tokens', () => {
  test.each([
    ['by its secret', bySecret],
    [
      'by a signed assertion',
      () => {
        const key = String(gatewayKey.service.privateKey.export({ type: 'pkcs8', format: 'pem' }))
        const privateKey = { file: file('key.pem', key), keyId: gatewayKey.service.keyId, audience: provider.issuer }
        return { clientId: 'gatehouse-key', privateKey }
      },
    ],
    [
      'by its certificate, over TLS',
      () => {
        const { introspectionEndpoint: url, ca } = provider.overTls
        const [cert, key] = [file('client.crt', gatewayPair.cert), file('client.key', gatewayPair.key)]
        return { url, clientId: 'gatehouse-cert', certificate: { cert, key, ca: file('ca.crt', ca) } }
      },
    ],
    ['by its secret, and takes signed answers', () => ({ ...bySecret(), clientId: 'gatehouse-signed', signed: true })],
  ])('%s', async (_, introspection) => {
    const site = await serve({ ...introspection(), cache: '0s' })
    try {
      const token = await appToken()
      expect(token.split('.')).toHaveLength(1)
      const [own, other] = [await site.ask(token), await site.ask(token, otherRecord)]
      expect([own.status, own.body.id, other.status]).toEqual([200, 'p01', 404])
      const service = await serviceTokenFor('system/Patient.rs')
      expect((await site.ask(service, otherRecord)).body.id).toBe('p02')
      expect((await site.ask(service, '/Observation?_count=1')).status).toBe(403)
      await revoke(token)
      site.asked()
      expect((await site.ask(token)).status).toBe(401)
      expect((await site.ask('no-token-of-this-server')).status).toBe(401)
      expect(site.asked()).toEqual([])
    } finally {
      await site.stop()
    }
  })

  test.each([
    ['a wrong secret', () => ({ ...bySecret(), clientSecret: { file: file('wrong', 'wrong') } })],
    ['a client that it does not know', () => ({ ...bySecret(), clientId: 'nobody' })],
  ])('%s is the fault of the gateway: 503', async (_, introspection) => {
    const site = await serve(introspection())
    const refused = await site.ask(await serviceTokenFor('system/*.rs'))
    expect(refused.status).toBe(503)
    expect(refused.headers.get('www-authenticate')).toBeNull()
    expect(site.asked()).toEqual([])
    await site.stop()
  })
})

test('a server that answers nothing about JWTs cannot be asked about them: 503, never taken unasked', async () => {
  const site = await serve({ ...bySecret(), when: 'always' })
  const { access_token: jwt } = await serviceToken(provider.metadata, jwtHolder.service, 'system/*.rs')
  expect((await site.ask(jwt)).status).toBe(503)
  expect(site.asked()).toEqual([])
  await site.stop()
})

describe('a revoked token', () => {
  let site: Site
  beforeAll(async () => {
    site = await serve({ ...bySecret(), cache: '1s' })
  })
  beforeEach(() => void site.asked())
  afterAll(() => site.stop())

  test('passes no longer than answers are believed', async () => {
    const token = await appToken()
    expect((await site.ask(token)).status).toBe(200)
    await revoke(token)
    const revokedAt = performance.now()
    let [answer, sentAt, lastGood] = [await site.ask(token), revokedAt, revokedAt]
    while (answer.status === 200 && sentAt - revokedAt < 60_000) {
      lastGood = sentAt
      sentAt = performance.now()
      answer = await site.ask(token, ownRecord)
    }
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(lastGood - revokedAt).toBeLessThan(1100)
    site.asked()
    expect((await site.ask(token)).status).toBe(401)
    expect(site.asked()).toEqual([])
  })

  test('is not of interest to other clients: they cannot revoke it, and it stays good', async () => {
    const token = await appToken()
    const asked = post(provider.metadata.revocation_endpoint, { token }, basic('gatehouse', secret))
    await asked.catch(() => undefined)
    expect((await site.ask(token)).status).toBe(200)
  })
})
