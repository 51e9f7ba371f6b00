/**
 * The road alone, in one process: what one `travel()` takes from a request that was read to the answer to be written, with the
 * parts of a gateway as it is configured for the benchmark, and an upstream that answers from memory. No socket, no log, no
 * metrics. `npm run bench:road` compiles and runs it; `-- A B` measures these alone.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Dispatcher } from 'undici'
import { createAuthenticator } from '../src/authn/authenticate.ts'
import { createBinding } from '../src/authn/binding/binding.ts'
import { authorityOf } from '../src/authorize/authority.ts'
import { followBars } from '../src/bars/follow-bars.ts'
import { loadDefinitions } from '../src/config/definitions/load-definitions.ts'
import { createPublicLinks } from '../src/enforce/links.ts'
import { createSealer } from '../src/enforce/seal.ts'
import type { ClientMessage } from '../src/message.ts'
import { travel } from '../src/pipeline.ts'
import { defaultDenialPolicy } from '../src/policy/denial-policy.ts'
import { Presence } from '../src/presence.ts'
import { createLimiter } from '../src/ratelimit/limiter.ts'
import { createStatements } from '../src/road/forward/statements.ts'
import type { RoadParts } from '../src/road/parts.ts'
import { withResourceMetadata } from '../src/road/resource-metadata.ts'
import { grantsOf } from '../src/scopes/grants.ts'
import { createMemoryStore } from '../src/store/memory/memory.ts'
import { createUpstreamClient } from '../src/upstream/client.ts'
import { trusting } from '../test/fixtures/issuer.ts'
import { limits } from '../test/fixtures/language.ts'
import { PATIENT, writeBodies } from './bodies.ts'

const base = 'http://gateway.test/fhir'
const upstreamBase = 'http://upstream.test/fhir'
const issuer = 'https://id.example.org'
const unreached = { rps: 1_000_000, burst: 1_000_000 }

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-road-'))
writeBodies(folder, upstreamBase, [0, 20, 100])
const read = { target: '/fhir/Observation/o1', body: readFileSync(join(folder, 'read.json')) }
const search = (entries: number) => {
  const target = `/fhir/Observation?code=29463-7&_count=${entries}`
  return { target, body: readFileSync(join(folder, `search-${entries}.json`)) }
}
const workloads = [
  { id: 'A', title: 'read, 1.5 KB', scope: 'patient/*.rs', status: 200, ...read },
  { id: 'B', title: 'search, 20 entries', scope: 'patient/*.rs', status: 200, ...search(20) },
  { id: 'C', title: 'search, 100 entries', scope: 'patient/*.rs', status: 200, ...search(100) },
  { id: 'Z', title: 'search, no entry', scope: 'patient/*.rs', status: 200, ...search(0) },
  { id: 'F1', title: 'no token', scope: undefined, status: 401, ...read },
  { id: 'F2', title: 'token without the scope', scope: 'patient/Condition.rs', status: 403, ...read },
]

rmSync(folder, { recursive: true })

const { privateKey, publicKey } = await generateKeyPair('ES256')
const key = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'k', use: 'sig' }
const definitions = loadDefinitions('R4')
const authority = authorityOf(definitions, [], [base, upstreamBase])
const links = createPublicLinks(base, [upstreamBase])
const store = createMemoryStore({ now: () => performance.now() })
let answer: Buffer = Buffer.alloc(0)

/** A connection pool whose server answers at once, in chunks as they come from a socket. */
const dispatcher = {
  dispatch(_request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    const controller = { pause() {}, resume() {}, abort() {} } as unknown as Dispatcher.DispatchController
    const headers = { 'content-type': 'application/fhir+json', 'content-length': String(answer.length), etag: 'W/"1"' }
    const more = { date: 'Sun, 22 Nov 2026 09:00:00 GMT', connection: 'keep-alive', 'keep-alive': 'timeout=600' }
    handler.onRequestStart?.(controller, {})
    queueMicrotask(() => {
      handler.onResponseStart?.(controller, 200, { ...headers, ...more }, 'OK')
      for (let at = 0; at < answer.length; at += 65_536)
        handler.onResponseData?.(controller, answer.subarray(at, at + 65_536))
      handler.onResponseEnd?.(controller, {})
    })
    return true
  },
  destroy: async () => {},
} as unknown as Dispatcher

const parts: RoadParts = {
  publicUrl: new URL(base),
  base,
  mount: ['fhir'],
  limits: { url: 8192, body: 1024 * 1024 },
  language: { definitions, limits },
  authenticator: createAuthenticator({
    issuers: [trusting(issuer, { jwksUri: `${issuer}/jwks`, audience: [base] })],
    readScopes: (scopes, context) => grantsOf(scopes, context, definitions, authority.readReference),
    fetch: async () => Response.json({ keys: [key] }, { headers: { 'cache-control': 'max-age=86400' } }),
  }),
  binding: createBinding({
    publicUrl: new URL(base),
    rules: [{ issuer, requireBinding: false }],
    algorithms: ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'],
    window: 60_000,
    nonce: false,
    sealing: { seal: () => undefined, open: () => undefined },
    once: store.once,
    now: Date.now,
  }),
  bars: await followBars(store, Date.now),
  limiter: createLimiter({ store, default: { ...unreached, key: 'client' }, unauthenticated: unreached }),
  authority,
  elements: () => {
    throw new Error('nothing is patched here')
  },
  denial: defaultDenialPolicy,
  iua: false,
  upstream: createUpstreamClient(
    {
      url: new URL(upstreamBase),
      replicas: [],
      timeouts: { connect: 2000, response: 30_000 },
      connections: 1,
      health: { path: 'metadata', interval: 3_600_000 },
      breaker: { failures: 20, pause: 1000 },
    },
    { failed() {}, state() {}, breaker() {}, ejected() {} },
    () => dispatcher,
  ),
  links,
  sealer: createSealer({ current: { id: 'bench', key: Buffer.alloc(32, 7) }, previous: [] }),
  statements: createStatements(() => 0),
  publication: { base, links, authority, everPermitted: () => true, cors: false, services: [] },
  discovery: { answer: async () => ({ status: 200, headers: {}, body: null }), oauthUris: async () => ({}) },
  events: { limited() {} },
  policy: { name: 'none', version: undefined, sha256: '0123456789ab', mode: 'enforce' },
  now: Date.now,
}

async function callerOf(scope: string | undefined): Promise<readonly string[]> {
  if (scope === undefined) return []
  const token = await new SignJWT({ scope, patient: PATIENT, client_id: 'app', jti: scope, iss: issuer, aud: base })
    .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt' })
    .setSubject('somebody')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
  return ['Authorization', `Bearer ${token}`]
}

function messageOf(target: string, rawHeaders: readonly string[], headers: ClientMessage['headers']): ClientMessage {
  return {
    id: '0b5c5e0c-5c0f-4f0e-8f39-6b7c1f0f9c11',
    startedAt: performance.now(),
    method: 'GET',
    target,
    rawHeaders,
    headers,
    remoteAddress: '127.0.0.1',
    hasBody: false,
    readBody: async () => Buffer.alloc(0),
    presence,
  }
}
const presence = new Presence()

/** Requests under way at once: alone, each would take a turn of the event loop for itself. */
const AT_ONCE = 32

/** Microseconds of processor time for one call, other threads of the process included. */
async function round(run: () => Promise<number>, status: number, times: number): Promise<number> {
  const before = process.cpuUsage()
  for (let n = 0; n < times; n++) {
    const given = new Set(await Promise.all(Array.from({ length: AT_ONCE }, run)))
    if (given.size > 1 || !given.has(status)) throw new Error(`${[...given]} instead of ${status}`)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times / AT_ONCE
}

const chosen = process.argv.slice(2)
const jobs = await Promise.all(
  workloads
    .filter(({ id }) => chosen.length === 0 || chosen.includes(id))
    .map(async ({ target, body, scope, ...job }) => {
      const rawHeaders = ['Host', 'gateway.test', ...(await callerOf(scope))]
      const headers = { host: 'gateway.test', ...(scope !== undefined && { authorization: rawHeaders[3] as string }) }
      const run = async () => {
        answer = body
        const { status } = withResourceMetadata(await travel(messageOf(target, rawHeaders, headers), parts), issuer)
        return status
      }
      return {
        ...job,
        run,
        times: 1 + Math.floor(8e7 / (20_000 + body.length * 10) / AT_ONCE),
        rounds: [] as number[],
      }
    }),
)
for (let at = 0; at < 24; at++) {
  for (const { run, status, times, rounds } of jobs) {
    const micros = await round(run, status, times)
    // The first rounds only make the code hot.
    if (at >= 8) rounds.push(micros)
  }
}
for (const { id, title, rounds } of jobs) {
  rounds.sort((a, b) => a - b)
  const [best, median] = [rounds[0]!, rounds[rounds.length >> 1]!].map((micros) => micros.toFixed(1).padStart(7))
  console.log(`${id.padEnd(3)} ${title.padEnd(26)} median ${median} µs  best ${best} µs`)
}
process.exit(0)
