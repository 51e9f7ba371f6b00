import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, fetch as fetchOver } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePair, type Pair } from '../../../demo/sandbox/certificate.ts'
import { freePort } from '../../fixtures/gateway.ts'
import { certificateClient, introspector } from '../clients.ts'
import { ownRecord, type Site, startSite } from '../site.ts'
import { type RunningProvider, startProvider } from './provider.ts'

const secret = 'synthetic-secret-of-the-gateway'
const pairs = { service: makePair('service'), 'opaque-service': makePair('opaque service') }
const stranger = makePair('stranger')
const gatewayPair = makePair('gateway')
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-idp-'))
let provider: RunningProvider
let site: Site
let base: string

beforeAll(async () => {
  const port = await freePort()
  base = `https://127.0.0.1:${port}/fhir`
  const clients = Object.entries(pairs).map(([id, { cert }]) => certificateClient(id, new X509Certificate(cert)))
  provider = await startProvider({ audience: base, clients: [...clients, introspector(secret)] })
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const tls = { cert: file('tls.crt', gatewayPair.cert), key: file('tls.key', gatewayPair.key), clientAuth: 'request' }
  const introspection = { clientId: 'gatehouse', clientSecret: { file: file('secret', secret) } }
  const sections = { server: { publicUrl: base, tls } }
  site = await startSite({ issuer: provider.issuer, introspection, requireBinding: true }, { port, sections })
})
beforeEach(() => void site.asked())
afterAll(async () => {
  await site.stop()
  await provider.stop()
  rmSync(folder, { recursive: true })
})

/** Sends over a connection that shows this certificate. */
async function over(pair: Pair | undefined, ca: string, url: string, init: Parameters<typeof fetchOver>[1] = {}) {
  const dispatcher = new Agent({ connect: { ...pair, ca } })
  const answer = await fetchOver(url, { ...init, dispatcher })
  const body = (await answer.json()) as Record<string, unknown>
  await dispatcher.close()
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body }
}

async function tokenOf(clientId: keyof typeof pairs, pair: Pair | undefined = pairs[clientId]) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, scope: 'system/*.rs' })
  return over(pair, provider.overTls.ca, provider.overTls.tokenEndpoint, { method: 'POST', body })
}
const ask = (token: unknown, pair: Pair | undefined) =>
  over(pair, gatewayPair.cert, base + ownRecord, { headers: { authorization: `Bearer ${token}` } })

describe.each(['service', 'opaque-service'] as const)('a token of the %s, bound to its certificate', (clientId) => {
  test('is taken from who shows the certificate', async () => {
    const { access_token: token } = (await tokenOf(clientId)).body
    const answer = await ask(token, pairs[clientId])
    expect([answer.status, answer.body.id]).toEqual([200, 'p01'])
    expect(site.asked()).toHaveLength(1)
  })

  test.each([
    ['with no certificate', undefined, 'CERTIFICATE_MISSING'],
    ['with another certificate', stranger, 'CERTIFICATE_MISMATCH'],
  ])('%s it is refused', async (_, pair, reason) => {
    const { access_token: token } = (await tokenOf(clientId)).body
    const refused = await ask(token, pair)
    expect(refused.status).toBe(401)
    expect(refused.challenge).toContain('error="invalid_token"')
    expect(site.reason()).toBe(reason)
    expect(site.asked()).toEqual([])
  })

  test.each([
    ['no certificate', undefined],
    ['another certificate', stranger],
  ])('is not given to who shows %s', async (_, pair) => {
    expect(await tokenOf(clientId, pair ?? ({} as Pair))).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
  })
})
