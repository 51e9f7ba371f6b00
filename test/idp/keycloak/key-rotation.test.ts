import { decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServerMetadata } from '../oauth-client.ts'
import { type Site, startSite } from '../site.ts'
import { type Traffic, traffic } from '../traffic.ts'
import { administer, appTokens, metadataOfRealm, world } from './keycloak.ts'

interface Keys {
  /** Key ids by algorithm. */
  readonly active: Readonly<Record<string, string>>
  readonly keys: readonly { readonly kid: string; readonly providerId: string }[]
}

interface Component {
  readonly id: string
  readonly config: Readonly<Record<string, readonly string[]>>
}

/** The provider of the key that signs now. */
async function signingComponent(): Promise<Component> {
  const { active, keys } = await administer<Keys>('GET', '/keys')
  const { providerId } = keys.find(({ kid }) => kid === active.RS256)!
  return administer<Component>('GET', `/components/${providerId}`)
}

describe.skipIf(world === undefined)('keys of a realm that change while traffic runs', () => {
  let server: ServerMetadata
  let site: Site
  let running: Traffic | undefined

  beforeAll(async () => {
    server = await metadataOfRealm()
    const audience = [`http://127.0.0.1:${world!.gatewayPort}/fhir`]
    site = await startSite({ issuer: world!.issuer, preset: 'keycloak', audience })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await running?.stop()
  })
  afterAll(() => site?.stop())

  const newToken = async () => (await appTokens(server, 'ada', 'launch/patient patient/*.rs')).access_token

  test('no valid token is refused, and none of a disabled key is taken', async () => {
    const old = await newToken()
    let token = old
    running = traffic(site, () => token)
    await running.more(20)

    const current = await signingComponent()
    const { id, ...settings } = current
    const priority = [String(Number(current.config.priority?.[0]) + 100)]
    await administer('POST', '/components', { ...settings, name: 'newer', config: { priority } })
    token = await newToken()
    expect(decodeProtectedHeader(token).kid).not.toBe(decodeProtectedHeader(old).kid)
    await running.more(20)
    expect((await site.ask(old)).status).toBe(200)

    const config = { ...current.config, enabled: ['false'] }
    await administer('PUT', `/components/${id}`, { ...current, config })
    const clock = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + 60_000)
    await vi.waitUntil(async () => (await site.ask(old)).status === 401, { timeout: 60_000, interval: 50 })
    await running.more(20)
    expect(new Set(await running.stop())).toEqual(new Set([200]))

    site.asked()
    expect((await site.ask(old)).status).toBe(401)
    expect(site.asked()).toEqual([])
    expect((await site.ask(token)).body.id).toBe('p01')
  })
})
