import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authenticationFailures } from '../../src/authn/failure.ts'
import { accessRecordOf, until } from '../e2e/road.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { headerOf } from '../fixtures/http-bytes.ts'
import { type PatientUpstream, startPatientUpstream } from '../fixtures/patient-upstream.ts'
import { type RawAnswer, sendBytes } from '../fixtures/raw-client.ts'
import { type TokenCase, tokenCases } from './cases.ts'
import { goodDraft, type World } from './draft.ts'
import { type IdentityServer, startIdentityServer } from './identity-server.ts'
import { algorithms } from './keys.ts'
import { type WrittenRequest, write } from './write.ts'

let folder: string
let identity: IdentityServer
let upstream: PatientUpstream
let gateway: TestGateway
const sent: string[] = []
let since: number
/** Milliseconds before a key that is not known may be asked for again. */
const COOL_DOWN_MS = 30_000

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-tokens-'))
  writeFileSync(join(folder, 'secret'), 'secret')
  ;[identity, upstream] = await Promise.all([startIdentityServer(), startPatientUpstream()])
  const { issuer, otherIssuer } = identity
  const introspection = { url: `${issuer}/introspect`, clientId: 'g', clientSecret: { file: join(folder, 'secret') } }
  const clients = { strict: { requireBinding: true }, brief: { maxLifetime: '5m' } }
  const sections = {
    server: { trustedProxies: ['127.0.0.1/32'], limits: { headers: '64KiB' } },
    issuers: [
      { issuer, algorithms, introspection, clients },
      { issuer: otherIssuer, algorithms },
    ],
  }
  since = performance.now()
  gateway = await startGateway({ upstreamUrl: upstream.url, issuer, sections }, await freePort())
  await until(() => upstream.requests.length > 0)
})

afterAll(async () => {
  await gateway?.close()
  await Promise.all([identity?.stop(), upstream?.stop()])
  rmSync(folder, { recursive: true })
})

function written({ kind, algorithm, faults }: TokenCase): WrittenRequest & { readonly replayed: boolean } {
  const { issuer, otherIssuer, trap } = identity
  const world: World = { now: Math.floor(Date.now() / 1000), issuer, otherIssuer, trap, audience: gateway.base }
  const draft = goodDraft(kind, algorithm, world)
  for (const fault of faults) fault.alter(draft, world)
  return { ...write(draft, kind), replayed: draft.replayed }
}

async function send({ headers, query }: WrittenRequest): Promise<RawAnswer> {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = `GET /fhir/Patient/1${query} HTTP/1.1\r\nHost: gatehouse\r\nConnection: close\r\n${lines}\r\n`
  const { answers } = await sendBytes(gateway.base, [head])
  return answers[0]!
}

describe('the token matrix', () => {
  test('is large, mostly hostile, and each of its cases is another', () => {
    const hostile = tokenCases.filter(({ expected }) => expected !== 'ok')
    expect(hostile.length).toBeGreaterThan(1000)
    expect(hostile.length / tokenCases.length).toBeGreaterThan(0.8)
    expect(new Set(tokenCases.map(({ name }) => name)).size).toBe(tokenCases.length)
  })

  test.each(tokenCases.map((each) => [each.name, each.expected, each] as const))(
    '%s: %s',
    async (_name, _expected, each) => {
      const request = written(each)
      sent.push(request.token)
      if (request.answer !== undefined) identity.answers.set(request.token, request.answer)
      if (request.replayed) await send(request)
      upstream.clear()

      const answer = await send(request)

      const record = await accessRecordOf(gateway, answer)
      expect(record.reason).toBe(each.expected === 'ok' ? 'SCOPE_COVERS' : each.expected)
      if (each.expected === 'ok') {
        expect(answer.status).toBe(200)
        expect(upstream.requests).toHaveLength(1)
        return
      }
      expect(upstream.requests).toEqual([])
      expect(upstream.leftovers).toEqual([])
      const { status, show } = authenticationFailures[each.expected]
      expect(answer.status).toBe(status)
      expect(answer.body.toString()).toContain(show)
      expect(headerOf(answer, 'www-authenticate')).toMatch(
        status === 401 ? /^(Bearer|DPoP) / : /^Bearer .*invalid_request/,
      )
    },
  )

  test('what tokens point at was never fetched, and keys no more than once and once more', () => {
    const asked = [...identity.requests.keys()].filter((path) => !path.endsWith('/introspect'))
    expect(asked.filter((path) => !/^\/(own|other)\/(jwks|\.well-known\/)/.test(path))).toEqual([])
    // A slow machine is at it for longer than keys are kept, and than an unknown one may not be asked for again.
    const again = 2 * Math.floor((performance.now() - since) / COOL_DOWN_MS)
    expect(identity.requests.get('/own/jwks')).toBeLessThanOrEqual(2 + again)
    expect(identity.requests.get('/other/jwks')).toBeLessThanOrEqual(2 + again)
  })

  test('nothing of a token was logged', () => {
    const logged = JSON.stringify(gateway.logged)
    const parts = new Set(sent.flatMap((token) => token.split('.')).filter((part) => part.length > 40))
    expect(parts.size).toBeGreaterThan(1000)
    expect([...parts].filter((part) => logged.includes(part))).toEqual([])
  })
})
