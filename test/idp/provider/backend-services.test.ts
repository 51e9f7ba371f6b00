import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../fixtures/gateway.ts'
import { backendService, registered } from '../clients.ts'
import { assertion, post, serviceToken } from '../oauth-client.ts'
import { type Site, startSite } from '../site.ts'
import { type RunningProvider, startProvider } from './provider.ts'

const services = { RS384: backendService('service-rs384', 'RS384'), ES384: backendService('service-es384', 'ES384') }
let provider: RunningProvider
let site: Site
let elsewhere: Site

beforeAll(async () => {
  const port = await freePort()
  const clients = Object.values(services).map(registered)
  provider = await startProvider({ audience: `http://127.0.0.1:${port}/fhir`, clients })
  site = await startSite({ issuer: provider.issuer }, { port })
  elsewhere = await startSite({ issuer: provider.issuer })
})
beforeEach(() => void [site, elsewhere].map((each) => each.asked()))
afterAll(async () => {
  await Promise.all([site.stop(), elsewhere.stop()])
  await provider.stop()
})

describe.each(['RS384', 'ES384'] as const)('client credentials with an assertion of %s', (algorithm) => {
  const { service } = services[algorithm]

  test('open what the scopes say', async () => {
    const { access_token: token, token_type: type } = await serviceToken(
      provider.metadata,
      service,
      'system/Patient.rs',
    )
    expect(type).toBe('Bearer')
    const [one, all] = [await site.ask(token), await site.ask(token, '/Patient?_count=100')]
    expect([one.status, one.body.id]).toEqual([200, 'p01'])
    expect((all.body.entry as unknown[]).length).toBe(20)
  })

  test('open nothing beyond them', async () => {
    const { access_token: token } = await serviceToken(provider.metadata, service, 'system/Patient.rs')
    expect((await site.ask(token, '/Observation?_count=1')).status).toBe(403)
    expect(site.asked()).toEqual([])
  })

  test('are for one FHIR server: another one refuses them', async () => {
    const { access_token: token } = await serviceToken(provider.metadata, service, 'system/*.rs')
    expect((await elsewhere.ask(token)).status).toBe(401)
    expect(elsewhere.reason()).toBe('AUDIENCE_REFUSED')
    expect(elsewhere.asked()).toEqual([])
  })

  test('a token without scopes opens nothing', async () => {
    const { access_token: token } = await serviceToken(provider.metadata, service, '')
    expect((await site.ask(token)).status).toBe(403)
    expect(site.asked()).toEqual([])
  })

  test('the assertion itself is no access token', async () => {
    const { client_assertion: signed } = await assertion(service, site.gateway.base)
    expect((await site.ask(signed)).status).toBe(401)
    expect(site.asked()).toEqual([])
  })

  test("another client's key gets no token", async () => {
    const other = services[algorithm === 'RS384' ? 'ES384' : 'RS384'].service
    const forged = await assertion({ ...other, clientId: service.clientId }, provider.metadata.token_endpoint)
    const asked = post(provider.metadata.token_endpoint, { grant_type: 'client_credentials', ...forged })
    await expect(asked).rejects.toThrow(/invalid_client/)
  })
})
