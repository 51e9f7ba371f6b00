import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Issuer, startIssuer } from '../../demo/issuer/issuer.ts'
import { thumbprintOf } from '../../src/authn/binding/thumbprint.ts'
import { type ProofContents, proofBy, proofKey } from '../fixtures/dpop.ts'
import { startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { type PatientUpstream, startPatientUpstream } from '../fixtures/patient-upstream.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

const publicUrl = 'http://127.0.0.1/fhir'
const key = proofKey()
const cnf = { jkt: thumbprintOf(key.jwk) }
let issuer: Issuer
let upstream: PatientUpstream
let redis: TestRedis
let one: TestGateway
let two: TestGateway
let asking: TestGateway
let bound: string
let free: string

beforeAll(async () => {
  ;[issuer, redis, upstream] = await Promise.all([
    startIssuer({ audience: publicUrl, lifetime: 3600 }),
    startRedis(),
    startPatientUpstream(),
  ])
  const shared = { server: { publicUrl }, store: { redis: { url: redis.url } } }
  const start = (sections: object) =>
    startGateway({ upstreamUrl: upstream.url, issuer: issuer.issuer, sections: { ...shared, ...sections } })
  one = await start({})
  two = await start({})
  asking = await start({
    dpop: { nonce: true },
    issuers: [{ issuer: issuer.issuer, clients: { strict: { requireBinding: true } } }],
    cors: { origins: ['https://app.example'] },
  })
  const claims = { scope: 'user/*.cruds', sub: 'someone', client_id: 'app' }
  bound = await issuer.mint({ ...claims, cnf })
  free = await issuer.mint(claims)
})

beforeEach(() => upstream.clear())

afterAll(async () => {
  await Promise.all([one, two, asking].map((gateway) => gateway?.close()))
  await Promise.all([issuer.stop(), upstream.stop(), redis.stop()])
})

const proof = (contents: Partial<ProofContents> = {}, by = key) =>
  proofBy(by, { method: 'GET', url: `${publicUrl}/Patient/1`, token: bound, ...contents })

/** Asks for Patient/1; gives status, code of the log and challenge. */
async function ask(gateway: TestGateway, headers: Record<string, string>, method = 'GET', path = '/Patient/1') {
  const body =
    method === 'POST'
      ? '{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/1"}}]}'
      : null
  const content = body === null ? {} : { 'content-type': 'application/fhir+json' }
  const response = await fetch(gateway.base + path, { method, headers: { ...headers, ...content }, body })
  await response.arrayBuffer()
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    nonce: response.headers.get('dpop-nonce'),
    exposed: response.headers.get('access-control-expose-headers'),
  }
}

describe('a token bound to a key', () => {
  test('is taken with a proof, again and again, and neither goes on to the FHIR server', async () => {
    for (let i = 0; i < 3; i++) {
      expect(await ask(one, { authorization: `DPoP ${bound}`, dpop: proof() })).toMatchObject({
        status: 200,
        nonce: null,
      })
    }
    expect(upstream.asked()).toHaveLength(3)
    for (const { raw } of upstream.asked()) {
      expect(raw.toString('latin1')).not.toMatch(/dpop/i)
      expect(raw.includes(bound)).toBe(false)
    }
  })

  test('that grants too little is told so in its own scheme', async () => {
    const narrow = await issuer.mint({ scope: 'user/Patient.c', sub: 'someone', client_id: 'app', cnf })
    const answer = await ask(one, { authorization: `DPoP ${narrow}`, dpop: proof({ token: narrow }) })
    expect(answer).toMatchObject({
      status: 403,
      challenge: expect.stringMatching(/^DPoP algs="ES256 [^"]+", error="insufficient_scope", scope="user\/Patient\.r/),
    })
    expect(upstream.asked()).toEqual([])
  })

  const foreign = proofKey()
  test.each([
    [
      'as Bearer',
      () => ({ authorization: `Bearer ${bound}` }),
      /^Bearer realm="fhir", error="invalid_token".*, DPoP algs="ES256 /,
    ],
    ['as Bearer, with a proof', () => ({ authorization: `Bearer ${bound}`, dpop: proof() }), /^Bearer .*invalid_token/],
    [
      'without a proof',
      () => ({ authorization: `DPoP ${bound}` }),
      /^DPoP algs="ES256 .*", error="invalid_dpop_proof"/,
    ],
    ['by another key', () => ({ authorization: `DPoP ${bound}`, dpop: proof({}, foreign) }), /invalid_dpop_proof/],
    [
      'for another token',
      () => ({ authorization: `DPoP ${bound}`, dpop: proof({ token: free }) }),
      /invalid_dpop_proof/,
    ],
    [
      'for another method',
      () => ({ authorization: `DPoP ${bound}`, dpop: proof({ method: 'PUT' }) }),
      /invalid_dpop_proof/,
    ],
    [
      'for where we listen',
      () => ({ authorization: `DPoP ${bound}`, dpop: proof({ url: `${one.base}/Patient/1` }) }),
      /invalid_dpop_proof/,
    ],
    [
      'too old',
      () => ({ authorization: `DPoP ${bound}`, dpop: proof({ issuedAt: Date.now() / 1000 - 90 }) }),
      /invalid_dpop_proof/,
    ],
    [
      'signed by another',
      () => ({ authorization: `DPoP ${bound}`, dpop: proof({ header: { jwk: key.jwk } }, foreign) }),
      /invalid_dpop_proof/,
    ],
    [
      'a token that is not bound',
      () => ({ authorization: `DPoP ${free}`, dpop: proof({ token: free }) }),
      /^DPoP .*error="invalid_token".*, Bearer realm="fhir"/,
    ],
  ])('%s, is 401 and goes nowhere', async (_name, headers, challenge) => {
    expect(await ask(one, headers())).toMatchObject({ status: 401, challenge: expect.stringMatching(challenge) })
    expect(upstream.asked()).toEqual([])
  })

  test('HEAD needs a proof for HEAD', async () => {
    expect(await ask(one, { authorization: `DPoP ${bound}`, dpop: proof() }, 'HEAD')).toMatchObject({ status: 401 })
    expect(upstream.asked()).toEqual([])
    const fitting = proof({ method: 'HEAD' })
    expect(await ask(one, { authorization: `DPoP ${bound}`, dpop: fitting }, 'HEAD')).toMatchObject({ status: 200 })
  })

  test('one proof covers a whole batch', async () => {
    const forBatch = proof({ method: 'POST', url: publicUrl })
    await ask(one, { authorization: `DPoP ${bound}`, dpop: forBatch }, 'POST', '')
    expect(upstream.asked()).toHaveLength(1)
  })

  test('two schemes at once are refused', async () => {
    const headers = new Headers([
      ['authorization', `DPoP ${bound}`],
      ['dpop', proof()],
    ])
    headers.append('authorization', `Bearer ${free}`)
    const response = await fetch(`${one.base}/Patient/1`, { headers })
    expect([response.status, upstream.asked()]).toEqual([400, []])
  })
})

test('a proof used on one replica is not good on the other', async () => {
  const headers = { authorization: `DPoP ${bound}`, dpop: proof() }
  expect((await ask(one, headers)).status).toBe(200)
  upstream.clear()
  const again = await ask(two, headers)
  expect(again).toMatchObject({ status: 401, challenge: expect.stringContaining('invalid_dpop_proof') })
  await expect.poll(() => two.logged.at(-1)).toMatchObject({ reason: 'PROOF_REPLAYED' })
  expect(upstream.asked()).toEqual([])
})

test('of many at once, on both replicas, one is let in', async () => {
  const headers = { authorization: `DPoP ${bound}`, dpop: proof() }
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => ask(i % 2 === 0 ? one : two, headers)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(upstream.asked()).toHaveLength(1)
})

describe('where a nonce is asked for', () => {
  const origin = 'https://app.example'

  test('the first answer has it, and it may be used on every request', async () => {
    const first = await ask(asking, { authorization: `DPoP ${bound}`, dpop: proof(), origin })
    expect(first).toMatchObject({ status: 401, challenge: expect.stringContaining('error="use_dpop_nonce"') })
    expect(first.exposed).toContain('DPoP-Nonce')
    expect(upstream.asked()).toEqual([])
    const claims = { nonce: first.nonce }
    for (let i = 0; i < 2; i++) {
      const answer = await ask(asking, { authorization: `DPoP ${bound}`, dpop: proof({ claims }) })
      expect(answer).toMatchObject({ status: 200, nonce: first.nonce })
    }
  })

  test('one that is not ours is answered with ours', async () => {
    const dpop = proof({ claims: { nonce: 'mine' } })
    const answer = await ask(asking, { authorization: `DPoP ${bound}`, dpop })
    expect(answer).toMatchObject({ status: 401, challenge: expect.stringContaining('use_dpop_nonce') })
    expect(answer.nonce).toMatch(/^[\w-]+$/)
    expect(upstream.asked()).toEqual([])
  })
})

test('a client whose tokens must be bound gets nowhere with one that is not', async () => {
  const unbound = await issuer.mint({ scope: 'user/*.rs', client_id: 'strict' })
  expect(await ask(asking, { authorization: `Bearer ${unbound}` })).toMatchObject({ status: 401 })
  await expect.poll(() => asking.logged.at(-1)).toMatchObject({ reason: 'BINDING_REQUIRED' })
  expect(upstream.asked()).toEqual([])
  expect(await ask(asking, { authorization: `Bearer ${free}` })).toMatchObject({ status: 200 })
})
