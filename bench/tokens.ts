/**
 * `tsx bench/tokens.ts`: the processor time that a token takes which was not seen before, good or hostile, as ratios to the
 * good one of the same kind and algorithm. `npm run bench` prints it as well.
 */
import { pathToFileURL } from 'node:url'
import { createAuthenticator } from '../src/authn/authenticate.ts'
import { readBearer } from '../src/authn/bearer.ts'
import { createBinding } from '../src/authn/binding/binding.ts'
import { isAuthenticationFailure } from '../src/authn/failure.ts'
import { loadDefinitions } from '../src/config/definitions/load-definitions.ts'
import { createSecret } from '../src/config/files/secret.ts'
import { grantsOf } from '../src/scopes/grants.ts'
import { createCertificateReader } from '../src/server/client-certificate.ts'
import { trusting } from '../test/fixtures/issuer.ts'
import { expectedOf, faults } from '../test/tokens/cases.ts'
import { goodDraft, type Kind, kinds, type World } from '../test/tokens/draft.ts'
import type { Fault } from '../test/tokens/fault.ts'
import { type Algorithm, algorithms, ownSet } from '../test/tokens/keys.ts'
import { type WrittenRequest, write } from '../test/tokens/write.ts'
import { asText, type Table } from './report/table.ts'

const BATCH = 16
const ROUNDS = 5
const AGAIN = 15
const DEAR = 1.2
const LIMIT = 2

const issuer = 'https://id.example.org'
const audience = 'http://fhir.example.org/fhir'
const definitions = loadDefinitions('R4')
const answers = new Map<string, object>()
const used = new Set<string>()

const authenticator = createAuthenticator({
  issuers: [
    trusting(issuer, {
      jwksUri: `${issuer}/jwks`,
      algorithms,
      audience: [audience],
      clients: { brief: { maxLifetime: 300_000 } },
      introspection: {
        url: new URL(`${issuer}/introspect`),
        when: 'opaque',
        clientId: 'gatehouse',
        clientSecret: createSecret('secret'),
        cache: 60_000,
        signed: false,
      },
    }),
  ],
  readScopes: (scopes, context) => grantsOf(scopes, context, definitions),
  async fetch(_, { method, body }) {
    const headers = { 'cache-control': 'max-age=86400' }
    if (method === 'GET') return Response.json(ownSet, { headers })
    return Response.json(answers.get(new URLSearchParams(body).get('token') ?? '') ?? { active: false })
  },
})
const binding = createBinding({
  publicUrl: new URL(audience),
  rules: [{ issuer, requireBinding: false, clients: { strict: { requireBinding: true } } }],
  algorithms: ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'],
  window: 60_000,
  nonce: false,
  sealing: { seal: () => undefined, open: () => undefined },
  once: async (name) => used.size < used.add(name).size,
  now: Date.now,
})
const proxy = '127.0.0.1'
const certificateOf = createCertificateReader([`${proxy}/32`])

/** The gateway's judgement of one request, as far as its token and proofs go. */
async function judge({ headers, query }: WrittenRequest): Promise<string> {
  const rawHeaders = headers.flat()
  const credential = readBearer(rawHeaders, query.slice(1))
  const caller = await authenticator.authenticate(credential)
  if (isAuthenticationFailure(credential)) return credential.unauthenticated
  if (isAuthenticationFailure(caller)) return caller.unauthenticated
  const headersDistinct = { 'client-cert': headers.flatMap(([name, value]) => (name === 'Client-Cert' ? value : [])) }
  const socket = { remoteAddress: proxy } as Parameters<typeof certificateOf>[0]['socket']
  const certificateThumbprint = certificateOf({ socket, headersDistinct })
  const request = { method: 'GET', target: '/fhir/Patient/1', rawHeaders, certificateThumbprint }
  return (await binding.check(caller, credential, request))?.unauthenticated ?? 'ok'
}

/** Tokens that differ from good ones by one fault, or by none. */
interface Class {
  readonly kind: Kind
  readonly algorithm: Algorithm
  readonly fault: Fault | undefined
  /** What the token says that it is signed by, which decides what its check costs. */
  said: Algorithm
  /** Microseconds of processor time for one, the best of all rounds: others only ever add. */
  best: number
}

const classOf = (kind: Kind, algorithm: Algorithm, fault?: Fault): Class => {
  return { kind, algorithm, fault, said: algorithm, best: Number.POSITIVE_INFINITY }
}

/** Measures one batch of new tokens; signing them is not part of it. */
async function measure(each: Class): Promise<void> {
  const { kind, algorithm, fault } = each
  const world: World = { now: Math.floor(Date.now() / 1000), issuer, otherIssuer: '', audience, trap: `${issuer}/trap` }
  const batch: WrittenRequest[] = []
  for (let n = 0; n < BATCH; n++) {
    const draft = goodDraft(kind, algorithm, world)
    fault?.alter(draft, world)
    each.said = algorithms.find((name) => name === draft.header.alg) ?? algorithm
    const request = write(draft, kind)
    if (request.answer !== undefined) answers.set(request.token, request.answer)
    if (draft.replayed) await judge(request)
    batch.push(request)
  }
  const judged: string[] = []
  const before = process.cpuUsage()
  for (const request of batch) judged.push(await judge(request))
  const { user, system } = process.cpuUsage(before)
  each.best = Math.min(each.best, (user + system) / BATCH)
  const expected = expectedOf(kind, fault === undefined ? [] : [fault])
  if (judged.some((code) => code !== expected)) throw new Error(`${fault?.name}: ${judged[0]} for ${expected}`)
}

/** What is asked about like an opaque token is compared with one. */
function baseOf({ kind, said, fault }: Class, good: readonly Class[]): Class {
  const token = fault?.code === 'TOKEN_INACTIVE' ? 'opaque' : kind.token
  const alike = (each: Class) => each.kind.key === kind.key && each.kind.certificate === kind.certificate
  const found = good.filter((each) => each.kind.token === token && alike(each))
  return found.find((each) => token === 'opaque' || each.algorithm === said)!
}

/** By the code of the refusal, the dearest fault of each. */
export async function tokenTable(): Promise<Table> {
  const good = kinds.flatMap((kind) =>
    kind.token === 'jwt' ? algorithms.map((algorithm) => classOf(kind, algorithm)) : [classOf(kind, 'ES256')],
  )
  const hostile = faults
    .filter(({ code }) => code !== 'ok')
    .flatMap((fault) => {
      const kind = kinds.find((each) => algorithms.some((algorithm) => fault.fits(each, algorithm)))!
      const fitting = algorithms.filter((algorithm) => fault.fits(kind, algorithm))
      const all = /^(alg|key|signature)$/.test(fault.place)
      return (all ? fitting : [fitting.find((each) => each === 'ES256') ?? fitting[0]!]).map((algorithm) =>
        classOf(kind, algorithm, fault),
      )
    })
  const ratioOf = (each: Class) => each.best / baseOf(each, good).best
  await authenticator.warm()
  for (let round = 0; round < ROUNDS; round++) for (const each of [...good, ...hostile]) await measure(each)
  // What looks dear may have met a busy moment of the machine.
  for (let round = 0; round < AGAIN; round++) {
    const dear = hostile.filter((each) => ratioOf(each) > DEAR)
    for (const each of dear.flatMap((one) => [baseOf(one, good), one])) await measure(each)
  }

  const costs = good.map(({ best }) => best)
  const rows = hostile.map((each) => ({ ...each, ratio: ratioOf(each) }))
  return {
    title: 'T  tokens that were not seen before: the dearest of each refusal, beside a good one of its kind',
    head: ['refusal', 'faults', 'µs CPU', '÷ good', 'dearest'],
    rows: [...new Set(rows.map(({ fault }) => fault!.code))].map((code) => {
      const [worst, ...others] = rows.filter(({ fault }) => fault!.code === code).sort((a, b) => b.ratio - a.ratio)
      const what = `${worst!.algorithm} ${worst!.kind.name}, ${worst!.fault!.name}${worst!.ratio > LIMIT ? ': ABOVE THE LIMIT' : ''}`
      return [code, String(others.length + 1), worst!.best.toFixed(0), worst!.ratio.toFixed(2), what]
    }),
    notes: [`${good.length} good kinds: ${Math.min(...costs).toFixed(0)} to ${Math.max(...costs).toFixed(0)} µs`],
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(asText(await tokenTable()))
