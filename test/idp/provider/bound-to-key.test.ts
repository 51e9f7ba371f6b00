import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { proofBy, proofKey } from '../../fixtures/dpop.ts'
import { freePort } from '../../fixtures/gateway.ts'
import { backendService, introspector, publicApp, registered } from '../clients.ts'
import { serviceToken, walkCodeFlow } from '../oauth-client.ts'
import { otherRecord, ownRecord, type Site, startSite } from '../site.ts'
import { type RunningProvider, startProvider } from './provider.ts'
import { signInAs } from './sign-in.ts'

const secret = 'synthetic-secret-of-the-gateway'
const key = proofKey()
const services = [backendService('service', 'ES384'), backendService('opaque-service', 'RS384')]
let provider: RunningProvider
let site: Site

beforeAll(async () => {
  const port = await freePort()
  const clients = [publicApp('app'), ...services.map(registered), introspector(secret)]
  provider = await startProvider({ audience: `http://127.0.0.1:${port}/fhir`, clients })
  process.env.INTROSPECTION_SECRET = secret
  const introspection = { clientId: 'gatehouse', clientSecret: { env: 'INTROSPECTION_SECRET' } }
  site = await startSite({ issuer: provider.issuer, introspection }, { port })
})
beforeEach(() => void site.asked())
afterAll(async () => {
  await site.stop()
  await provider.stop()
})

const ofApp = async () => {
  const flow = { clientId: 'app', scope: 'openid launch/patient patient/*.rs', signIn: signInAs('p01'), proof: key }
  return walkCodeFlow(provider.metadata, flow)
}
const ofService = (at: 0 | 1) => serviceToken(provider.metadata, services[at]!.service, 'system/*.rs', key)
const proven = (token: string, target = ownRecord, by = key, claims = {}) => ({
  authorization: `DPoP ${token}`,
  dpop: proofBy(by, { method: 'GET', url: site.gateway.base + target, token, claims }),
})

describe.each([
  ['a JWT from the code flow', ofApp],
  ['a JWT of a service', () => ofService(0)],
  ['an opaque token of a service', () => ofService(1)],
])('%s, bound by DPoP', (_, get) => {
  test('is taken with a proof for each request', async () => {
    const { access_token: token, token_type: type } = await get()
    expect(type).toBe('DPoP')
    for (let times = 0; times < 2; times++) {
      const answer = await site.ask(token, ownRecord, proven(token))
      expect([answer.status, answer.body.id]).toEqual([200, 'p01'])
    }
    expect(site.asked()).toHaveLength(2)
  })

  test.each([
    ['as Bearer', (token: string) => ({ authorization: `Bearer ${token}` })],
    ['as Bearer with a proof', (token: string) => ({ ...proven(token), authorization: `Bearer ${token}` })],
    ['without a proof', (token: string) => ({ authorization: `DPoP ${token}` })],
    ["with another key's proof", (token: string) => proven(token, ownRecord, proofKey())],
    ['with a proof for another address', (token: string) => proven(token, otherRecord)],
    ['with a proof for another token', (token: string) => proven(token, ownRecord, key, { ath: 'AAAA' })],
  ])('%s it is refused', async (_name, headers) => {
    const { access_token: token } = await get()
    const refused = await site.ask(token, ownRecord, headers(token))
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('DPoP')
    expect(site.asked()).toEqual([])
  })

  test('a proof is good once', async () => {
    const { access_token: token } = await get()
    const headers = proven(token)
    const statuses = [await site.ask(token, ownRecord, headers), await site.ask(token, ownRecord, headers)]
    expect(statuses.map(({ status }) => status)).toEqual([200, 401])
    expect(site.asked()).toHaveLength(1)
  })
})

test('with nonces of the gateway, a client learns one and goes on', async () => {
  const asking = await startSite(
    { issuer: provider.issuer, audience: [site.gateway.base] },
    { sections: { dpop: { nonce: true } } },
  )
  const { access_token: token } = await ofService(0)
  const proof = (claims: object) =>
    proofBy(key, { method: 'GET', url: asking.gateway.base + ownRecord, token, claims: { ...claims } })
  const ask = (claims: object) => asking.ask(token, ownRecord, { authorization: `DPoP ${token}`, dpop: proof(claims) })
  const first = await ask({})
  expect(first.status).toBe(401)
  expect(first.headers.get('www-authenticate')).toContain('use_dpop_nonce')
  expect(asking.asked()).toEqual([])
  const nonce = first.headers.get('dpop-nonce')
  expect((await ask({ nonce })).status).toBe(200)
  expect((await ask({ nonce: 'invented' })).status).toBe(401)
  await asking.stop()
})
