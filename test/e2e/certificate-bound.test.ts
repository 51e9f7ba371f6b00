import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type RequestOptions, request as requestOver } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { makePair, type Pair } from '../../demo/sandbox/certificate.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { type PatientUpstream, startPatientUpstream } from '../fixtures/patient-upstream.ts'

const publicUrl = 'https://127.0.0.1/fhir'
const server = makePair('server')
/** Signed by themselves: no authority vouches for either. */
const client = makePair('client')
const stranger = makePair('stranger')
const der = new X509Certificate(client.cert).raw
const sequence = `:${der.toString('base64')}:`
const thumbprint = createHash('sha256').update(der).digest('base64url')

let folder: string
let issuer: Issuer
let upstream: PatientUpstream
let direct: TestGateway
let behindProxy: TestGateway
let bound: string
let free: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-mtls-'))
  const tls = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key'), clientAuth: 'request' }
  writeFileSync(tls.cert, server.cert)
  writeFileSync(tls.key, server.key)
  issuer = await startIssuer({ audience: publicUrl, lifetime: 3600 })
  upstream = await startPatientUpstream()
  const start = async (own: object) => {
    const sections = { server: { publicUrl, tls, ...own } }
    return startGateway({ upstreamUrl: upstream.url, issuer: issuer.issuer, sections }, await freePort())
  }
  direct = await start({})
  behindProxy = await start({ trustedProxies: ['127.0.0.1/32'] })
  bound = await issuer.mint({ scope: 'user/*.rs', cnf: { 'x5t#S256': thumbprint } })
  free = await issuer.mint({ scope: 'user/*.rs' })
})

beforeEach(() => upstream.clear())

afterAll(async () => {
  await Promise.all([direct, behindProxy].map((gateway) => gateway?.close()))
  await Promise.all([issuer.stop(), upstream.stop()])
  rmSync(folder, { recursive: true })
})

interface Heard {
  readonly status: number
  /** Of the request, as the log has it. */
  readonly id: unknown
  /** Whether the TLS session was resumed. */
  readonly resumed: boolean
}

function ask(
  gateway: TestGateway,
  pair: Pair | undefined,
  headers: object,
  options: RequestOptions = {},
): Promise<Heard> {
  const { port, pathname } = new URL(`${gateway.base}/Patient/1`)
  return new Promise((resolve, reject) => {
    const asking = requestOver(
      {
        host: '127.0.0.1',
        port,
        path: pathname,
        ca: server.cert,
        ...pair,
        agent: false,
        ...options,
        headers: { ...headers },
      },
      (response) => {
        const { isSessionReused } = response.socket as unknown as { isSessionReused(): boolean }
        const resumed = isSessionReused.call(response.socket)
        const id = response.headers['x-request-id']
        response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, id, resumed }))
      },
    )
    asking.once('error', reject).end()
  })
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
/** As the access log has it, which may be later than the client has its answer. */
const reasonOf = (gateway: TestGateway, heard: Heard) => () => gateway.logged.find(({ id }) => id === heard.id)?.reason

describe('on our own TLS', () => {
  test('a token bound to a certificate is taken from who holds it', async () => {
    expect(await ask(direct, client, bearer(bound))).toMatchObject({ status: 200 })
    expect(upstream.asked()).toHaveLength(1)
  })

  test('a token that is bound to nothing needs none', async () => {
    expect(await ask(direct, undefined, bearer(free))).toMatchObject({ status: 200 })
  })

  test.each([
    ['without a certificate', undefined, {}, 'CERTIFICATE_MISSING'],
    ['with another certificate', stranger, {}, 'CERTIFICATE_MISMATCH'],
    ['with the header of a proxy', undefined, { 'client-cert': sequence }, 'CERTIFICATE_MISSING'],
    ['with another certificate and the header', stranger, { 'client-cert': sequence }, 'CERTIFICATE_MISMATCH'],
  ])('%s it is 401 and goes nowhere', async (_name, pair, headers, code) => {
    const heard = await ask(direct, pair, { ...bearer(bound), ...headers })
    expect(heard.status).toBe(401)
    await expect.poll(reasonOf(direct, heard)).toBe(code)
    expect(upstream.asked()).toEqual([])
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a resumed session of %s is still the same client', async (version) => {
    const connections = (pair: Pair | undefined) =>
      new Agent({ ...pair, ca: server.cert, minVersion: version, maxVersion: version, maxCachedSessions: 10 })
    const [holder, other] = [connections(client), connections(stranger)]
    const heard: Heard[] = []
    for (const agent of [holder, holder, other, other])
      heard.push(await ask(direct, undefined, bearer(bound), { agent }))
    expect(heard.map(({ status }) => status)).toEqual([200, 200, 401, 401])
    expect(heard.map(({ resumed }) => resumed)).toEqual([false, true, false, true])
    expect(upstream.asked()).toHaveLength(2)
  })
})

describe('behind a trusted proxy', () => {
  test('Client-Cert says who the client is, and goes no further', async () => {
    const headers = { ...bearer(bound), 'client-cert': sequence, 'client-cert-chain': sequence }
    expect(await ask(behindProxy, stranger, headers)).toMatchObject({ status: 200 })
    expect(upstream.asked()).toHaveLength(1)
    expect(upstream.asked()[0]?.raw.toString('latin1')).not.toMatch(/client-cert/i)
  })

  test.each([
    ["the proxy's own certificate", client, {}],
    [
      'another certificate',
      undefined,
      { 'client-cert': `:${new X509Certificate(stranger.cert).raw.toString('base64')}:` },
    ],
    ['two headers', undefined, { 'client-cert': [sequence, sequence] }],
    ['no byte sequence', undefined, { 'client-cert': der.toString('base64') }],
    ['an older header', undefined, { 'x-ssl-client-cert': encodeURIComponent(client.cert) }],
    ['the chain alone', undefined, { 'client-cert-chain': sequence }],
  ])('%s does not prove it', async (_name, pair, headers) => {
    expect(await ask(behindProxy, pair, { ...bearer(bound), ...headers })).toMatchObject({ status: 401 })
    expect(upstream.asked()).toEqual([])
  })
})
