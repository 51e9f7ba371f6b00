import type { Server } from 'node:http'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { proofBy, proofKey } from '../../fixtures/dpop.ts'
import { assertion, post, type ServerMetadata, serviceToken } from '../oauth-client.ts'
import { otherRecord, ownRecord, type Site, startSite } from '../site.ts'
import { appTokens, metadataOfRealm, publishServiceKeys, services, world } from './keycloak.ts'

const laboratory = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory'

describe.skipIf(world === undefined)('Keycloak', () => {
  let server: ServerMetadata
  let serviceKeys: Server
  let site: Site

  beforeAll(async () => {
    server = await metadataOfRealm()
    serviceKeys = await publishServiceKeys()
    site = await startSite({ issuer: world!.issuer, preset: 'keycloak' }, { port: world!.gatewayPort })
  })
  beforeEach(() => void site.asked())
  afterAll(async () => {
    serviceKeys?.close()
    await site?.stop()
  })

  describe('authorization code with PKCE, by the login form', () => {
    test('opens the record of the patient who signed in, and no other', async () => {
      const response = await appTokens(server, 'ada', 'launch/patient fhirUser patient/*.rs')
      expect(decodeJwt(response.id_token ?? '')).toMatchObject({ patient: 'p01', aud: 'sample-app' })
      const token = response.access_token
      expect(decodeProtectedHeader(token).typ).toBe('JWT')
      expect(decodeJwt(token)).toMatchObject({ patient: 'p01', aud: site.gateway.base, azp: 'sample-app' })
      const [own, other] = [await site.ask(token), await site.ask(token, otherRecord)]
      expect([own.status, own.body.id, other.status]).toEqual([200, 'p01', 404])
    })

    test('a patient gets no scopes of practitioners, and a practitioner none of patients', async () => {
      const patient = await appTokens(server, 'ada', 'user/*.rs')
      expect((await site.ask(patient.access_token)).status).toBe(403)
      const practitioner = await appTokens(server, 'dr-oak', 'launch/patient patient/*.rs user/Observation.cruds')
      expect(decodeJwt(practitioner.access_token)).not.toHaveProperty('patient')
      expect((await site.ask(practitioner.access_token)).status).toBe(403)
      expect(site.asked()).toEqual([])
    })

    test('a practitioner sees all patients', async () => {
      const { access_token: token } = await appTokens(server, 'dr-oak', 'fhirUser user/*.rs')
      expect(decodeJwt(token)).toMatchObject({ fhirUser: `${site.gateway.base}/Practitioner/dr01` })
      expect((await site.ask(token)).body.id).toBe('p01')
      expect((await site.ask(token, otherRecord)).body.id).toBe('p02')
    })

    test('a granular scope lets laboratory results out and nothing else', async () => {
      const scope = `launch/patient patient/Observation.rs?category=${laboratory}`
      const { access_token: token } = await appTokens(server, 'ada', scope)
      const found = await site.ask(token, '/Observation?_count=100')
      const entries = found.body.entry as { resource: { category: { coding: { code: string }[] }[] } }[]
      expect(entries.length).toBeGreaterThan(0)
      const codes = entries.map(({ resource }) => resource.category[0]?.coding[0]?.code)
      expect(new Set(codes)).toEqual(new Set(['laboratory']))
    })

    test.each(['id_token', 'refresh_token'] as const)('its %s opens nothing', async (kind) => {
      const token = (await appTokens(server, 'ada', 'launch/patient patient/*.rs'))[kind] as string
      expect((await site.ask(token)).status).toBe(401)
      expect(site.asked()).toEqual([])
    })

    test('a refreshed token is as good as the first', async () => {
      const { refresh_token: token = '' } = await appTokens(server, 'ada', 'launch/patient patient/*.rs')
      const form = { grant_type: 'refresh_token', client_id: 'sample-app', refresh_token: token }
      const refreshed = await post(server.token_endpoint, form)
      expect((await site.ask(String(refreshed.access_token))).body.id).toBe('p01')
      expect((await site.ask(String(refreshed.access_token), otherRecord)).status).toBe(404)
    })

    test('another verifier, or none of its scopes, gets no further', async () => {
      const walk = appTokens(server, 'ada', 'patient/*.rs', { verifier: 'x'.repeat(43) })
      await expect(walk).rejects.toThrow(/invalid_grant/)
      const { access_token: token } = await appTokens(server, 'ada', 'launch/patient')
      expect((await site.ask(token)).status).toBe(403)
      expect(site.asked()).toEqual([])
    })
  })

  describe.each(services)('client credentials with an assertion of $service.algorithm', ({ service }) => {
    test('open what the scopes say and nothing beyond', async () => {
      const { access_token: token } = await serviceToken(server, service, 'system/Observation.rs')
      expect(decodeProtectedHeader(token).typ).toBe('at+jwt')
      const found = await site.ask(token, '/Observation?_count=1')
      expect([found.status, (found.body.entry as unknown[]).length]).toEqual([200, 1])
      site.asked()
      expect((await site.ask(token)).status).toBe(403)
      expect(site.asked()).toEqual([])
    })

    test('scopes of users are not for it', async () => {
      await expect(serviceToken(server, service, 'user/*.rs')).rejects.toThrow(/invalid_scope/)
    })

    test('the assertion itself is no access token', async () => {
      const { client_assertion: signed } = await assertion(service, site.gateway.base)
      expect((await site.ask(signed)).status).toBe(401)
      expect(site.asked()).toEqual([])
    })
  })

  describe('a token bound by DPoP', () => {
    const key = proofKey()
    const proven = (token: string, by = key) => ({
      authorization: `DPoP ${token}`,
      dpop: proofBy(by, { method: 'GET', url: site.gateway.base + ownRecord, token }),
    })
    const kinds = [
      ['of the app', () => appTokens(server, 'ada', 'launch/patient patient/*.rs', { proof: key })],
      ['of the backend service', () => serviceToken(server, services[1]!.service, 'system/*.rs', key)],
    ] as const

    test.each(kinds)('%s is taken with its proof', async (_, get) => {
      const { access_token: token, token_type: type } = await get()
      expect(type).toBe('DPoP')
      expect((await site.ask(token, ownRecord, proven(token))).body.id).toBe('p01')
    })

    test.each(kinds)("%s is refused as Bearer, and with another key's proof", async (_, get) => {
      const { access_token: token } = await get()
      const foreign = proven(token, proofKey())
      const refused = [await site.ask(token), await site.ask(token, ownRecord, foreign)]
      expect(refused.map(({ status }) => status)).toEqual([401, 401])
      expect(site.asked()).toEqual([])
    })
  })
})
