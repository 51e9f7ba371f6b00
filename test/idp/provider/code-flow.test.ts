import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../fixtures/gateway.ts'
import { publicApp } from '../clients.ts'
import { type CodeFlow, type TokenResponse, walkCodeFlow } from '../oauth-client.ts'
import { otherRecord, ownRecord, type Site, startSite } from '../site.ts'
import { type RunningProvider, startProvider } from './provider.ts'
import { signInAs } from './sign-in.ts'

let provider: RunningProvider
let site: Site

beforeAll(async () => {
  const port = await freePort()
  const audience = `http://127.0.0.1:${port}/fhir`
  provider = await startProvider({ audience, clients: [publicApp('app')] })
  site = await startSite({ issuer: provider.issuer }, { port })
})
beforeEach(() => void site.asked())
afterAll(async () => {
  await site.stop()
  await provider.stop()
})

const flow: CodeFlow = {
  clientId: 'app',
  scope: 'openid launch/patient patient/Patient.rs patient/Observation.rs',
  signIn: signInAs('p01'),
}
const walk = (over: Partial<CodeFlow> = {}): Promise<TokenResponse> =>
  walkCodeFlow(provider.metadata, { ...flow, ...over })

describe('authorization code with PKCE', () => {
  test('opens the record of whoever signed in, and no other', async () => {
    const { access_token: token, scope } = await walk()
    expect(scope?.split(' ')).toContain('patient/Observation.rs')
    const own = await site.ask(token)
    expect([own.status, own.body.id]).toEqual([200, 'p01'])
    expect(site.asked()).toHaveLength(1)

    const other = await site.ask(token, otherRecord)
    expect(other.status).toBe(404)
    expect(other.body).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(JSON.stringify(other.body)).not.toContain('family')
  })

  test('confines a search to that record', async () => {
    const { access_token: token } = await walk()
    const found = await site.ask(token, '/Observation?_count=100')
    const entries = found.body.entry as { resource: { subject: { reference: string } } }[]
    expect(entries.length).toBeGreaterThan(0)
    expect(new Set(entries.map(({ resource }) => resource.subject.reference))).toEqual(new Set(['Patient/p01']))
  })

  test('gives each user their own', async () => {
    const { access_token: token } = await walk({ signIn: signInAs('p02') })
    expect((await site.ask(token, otherRecord)).body.id).toBe('p02')
    expect((await site.ask(token, ownRecord)).status).toBe(404)
  })

  test('grants nothing beyond the scopes', async () => {
    const { access_token: token } = await walk()
    const refused = await site.ask(token, '/Condition?_count=1')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    expect(site.asked()).toEqual([])
  })

  test('a scope that the server does not know grants nothing', async () => {
    const { access_token: token } = await walk({ scope: 'openid launch/patient patient/Patient.rs patient/Basic.rs' })
    expect((await site.ask(token)).status).toBe(200)
    site.asked()
    expect((await site.ask(token, '/Basic?_count=1')).status).toBe(403)
    expect(site.asked()).toEqual([])
  })

  test('is not finished by another verifier', async () => {
    await expect(walk({ verifier: 'x'.repeat(43) })).rejects.toThrow(/invalid_grant/)
  })

  test.each(['id_token'] as const)('its %s opens nothing', async (kind) => {
    const token = (await walk())[kind]
    expect(token).toBeDefined()
    const refused = await site.ask(token as string)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(site.asked()).toEqual([])
  })
})
