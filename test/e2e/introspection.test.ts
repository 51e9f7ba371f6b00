import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import type { Misbehaviour } from '../../demo/issuer/misbehave.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { until } from './road.ts'

const SECRET = 'introspection-secret'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-introspection-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const secretFile = file('secret', SECRET)
const keyFile = file('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)

const bySecret = { clientId: 'gatehouse', clientSecret: { file: secretFile } }

let gateway: TestGateway
let issuer: Issuer
let fhir: FhirServer

async function start(introspection: object, sections: object = {}, issuerKeys: object = {}) {
  const port = await freePort()
  const clients = [
    { id: 'gatehouse', secret: SECRET, scopes: [] },
    { id: 'gatehouse-key', keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'g1', alg: 'ES384' }], scopes: [] },
  ]
  const audience = `http://127.0.0.1:${port}/fhir`
  issuer = await startIssuer({ audience, clients, lifetime: 3600, introspectionBearer: SECRET })
  fhir = await startFhirServer({ data: sampleData('R4') })
  const issuers = [{ issuer: issuer.issuer, introspection, ...issuerKeys }]
  gateway = await startGateway(
    { upstreamUrl: fhir.url, issuer: issuer.issuer, sections: { issuers, ...sections } },
    port,
  )
  await until(() => fhir.requests.length > 0)
  fhir.requests.length = 0
}

afterEach(async () => {
  await gateway.close()
  await Promise.all([issuer.stop(), fhir.stop()])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = (token: string, target = '/Patient/p01') =>
  fetch(gateway.base + target, { headers: { authorization: `Bearer ${token}` } })

describe('an opaque token', () => {
  test.each([
    ['client secret', bySecret],
    ['signed assertion', { clientId: 'gatehouse-key', privateKey: { file: keyFile, keyId: 'g1' } }],
    ['bearer token', { bearer: { file: secretFile } }],
    ['client secret, and answers signed', { ...bySecret, signed: true }],
  ])('is good while its issuer, asked by %s, says so', async (_, introspection) => {
    await start({ ...introspection, cache: '0s' })
    const token = issuer.mintOpaque({ scope: 'patient/*.rs', patient: 'p01' })
    expect((await ask(token)).status).toBe(200)
    expect((await ask(token, '/Patient/p02')).status).toBe(404)
    issuer.revoke(token)
    fhir.requests.length = 0
    const revoked = await ask(token)
    expect(revoked.status).toBe(401)
    expect(revoked.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(fhir.requests).toEqual([])
    expect(await gateway.metrics()).toMatch(/gatehouse_introspections_total\{issuer="[^"]+",result="inactive"\} 1/)
    expect(JSON.stringify(gateway.logged)).not.toContain(token)
  })

  test.each<[Misbehaviour]>([
    ['error'],
    ['unauthorized'],
    ['redirect'],
    ['not-json'],
    ['wrong-type'],
    ['cut-off'],
    ['huge'],
  ])('cannot be checked while the endpoint answers badly (%s): 503, nothing reaches the FHIR server', async (how) => {
    await start(bySecret)
    const known = issuer.mintOpaque({ scope: 'user/*.rs' })
    expect((await ask(known)).status).toBe(200)
    issuer.misbehave(how, 'introspection')
    fhir.requests.length = 0
    const answer = await ask(issuer.mintOpaque({ scope: 'user/*.rs' }))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(answer.headers.get('www-authenticate')).toBeNull()
    expect(fhir.requests).toEqual([])
    expect(issuer.requests.get('/trap')).toBeUndefined()
    expect((await ask(known)).status).toBe(200)
  })

  test('is refused where the secret of the gateway is wrong: 503, never 401', async () => {
    await start({ clientId: 'gatehouse', clientSecret: { file: file('wrong', 'wrong') } })
    expect((await ask(issuer.mintOpaque({ scope: 'user/*.rs' }))).status).toBe(503)
    expect(await gateway.metrics()).toMatch(/gatehouse_introspections_total\{issuer="[^"]+",result="unauthorized"\} 1/)
    expect(fhir.requests).toEqual([])
  })
})

test('a JWT of an issuer that is always asked can be revoked', async () => {
  await start({ ...bySecret, when: 'always', cache: '0s' })
  const token = await issuer.mint({ scope: 'user/*.rs' })
  expect((await ask(token)).status).toBe(200)
  issuer.revoke(token)
  fhir.requests.length = 0
  expect((await ask(token)).status).toBe(401)
  expect(fhir.requests).toEqual([])
})

test('the clock of the issuer is compared, and told of', async () => {
  await start(bySecret)
  await ask(await issuer.mint({ scope: 'user/*.rs' }))
  expect(await gateway.metrics()).toMatch(/gatehouse_clock_skew_seconds\{issuer="[^"]+"\} 0\n/)
  const ready = await (await fetch(`${gateway.adminUrl}/readyz`)).json()
  expect(ready).toMatchObject({ dependencies: { [`clock of ${issuer.issuer}`]: 'up' } })
})

describe('a token that lives too long', () => {
  test.each([
    ['for its issuer', { maxLifetime: '5m' }],
    ['for its client', { clients: { demo: { maxLifetime: '5m' } } }],
  ])('%s is refused', async (_, keys) => {
    await start(bySecret, {}, keys)
    expect((await ask(await issuer.mint({ scope: 'user/*.rs' }))).status).toBe(401)
    expect(fhir.requests).toEqual([])
    const exp = Math.floor(Date.now() / 1000) + 200
    expect((await ask(await issuer.mint({ scope: 'user/*.rs', exp }))).status).toBe(200)
  })
})

describe('IHE IUA', () => {
  test('where it is switched on, a want of scopes is 401 with insufficient_scope', async () => {
    await start(bySecret, { iua: true })
    const answer = await ask(await issuer.mint({ scope: 'user/Observation.rs' }))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/error="insufficient_scope", scope="user\/Patient\.r/)
    expect(fhir.requests).toEqual([])
  })

  test('a consent for another patient than that of the launch is refused', async () => {
    await start(bySecret, {}, { profile: 'iua' })
    const consent = (patient_id: string) =>
      issuer.mint(
        { scope: 'patient/*.rs', patient: 'p01', extensions: { ihe_bppc: { patient_id } } },
        { header: { typ: 'IUA-JWT' } },
      )
    expect((await ask(await consent('p02^^^&1.2.3&ISO'))).status).toBe(401)
    expect(fhir.requests).toEqual([])
    expect((await ask(await consent('p01^^^&1.2.3&ISO'))).status).toBe(200)
  })
})
