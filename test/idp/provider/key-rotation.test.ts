import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../fixtures/gateway.ts'
import { backendService, registered } from '../clients.ts'
import { serviceToken } from '../oauth-client.ts'
import { type Site, startSite } from '../site.ts'
import { type Traffic, traffic } from '../traffic.ts'
import { type RunningProvider, startProvider } from './provider.ts'

const { service, jwk } = backendService('service', 'ES384')
let provider: RunningProvider
let site: Site

beforeAll(async () => {
  const port = await freePort()
  provider = await startProvider({ audience: `http://127.0.0.1:${port}/fhir`, clients: [registered({ service, jwk })] })
  site = await startSite({ issuer: provider.issuer }, { port })
})
afterEach(() => void vi.restoreAllMocks())
afterAll(async () => {
  await site.stop()
  await provider.stop()
})

const newToken = async () => (await serviceToken(provider.metadata, service, 'system/*.rs')).access_token
const keyOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid

describe('while traffic runs', () => {
  let running: Traffic | undefined
  afterEach(() => running?.stop())

  test('keys come and go: no valid token is refused, and none of a removed key is taken', async () => {
    const old = await newToken()
    let token = old
    running = traffic(site, () => token)
    await running.more(40)

    // A new key signs: the gateway fetches it at the first token, once, and old tokens stay good.
    const [first] = provider.keys()
    const second = await provider.newKey()
    const before = provider.keyFetches()
    provider.publish([second, first!])
    token = await newToken()
    expect(keyOf(token)).toBe(second.kid)
    await running.more(40)
    expect((await site.ask(old)).status).toBe(200)
    expect(provider.keyFetches() - before).toBe(1)

    // The old key goes: its tokens are refused after the next refresh. The server lets its keys be kept for a minute,
    // and that is over by the clock of the gateway.
    provider.publish([second])
    const clock = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + 60_000)
    await vi.waitUntil(async () => (await site.ask(old)).status === 401, { timeout: 60_000, interval: 20 })
    await running.more(40)
    expect(new Set(await running.stop())).toEqual(new Set([200]))
    expect(provider.keyFetches() - before).toBeLessThanOrEqual(3)

    site.asked()
    expect((await site.ask(old)).status).toBe(401)
    expect(site.asked()).toEqual([])
  })
})
