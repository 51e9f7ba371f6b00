import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSecret } from '../../../src/config/files/secret.ts'
import type { RunningServer } from '../../../src/server/start.ts'
import { createMemoryStore } from '../../../src/store/memory/memory.ts'
import type { Store } from '../../../src/store/store.ts'
import { friendly, type StubGate, startStub, stubGate } from '../fixtures/gate.ts'

const TOKEN = 'the-admin-token'
let store: Store
let gate: StubGate
let server: RunningServer
beforeAll(async () => {
  const delegate = new Proxy({} as Store, { get: (_target, name: keyof Store) => store[name] })
  gate = Object.assign(stubGate(friendly), { bars: delegate })
  server = await startStub(gate, { admin: { token: createSecret(TOKEN) } })
})
beforeEach(() => {
  store = createMemoryStore({ now: () => performance.now() })
})
afterAll(() => server.close())

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.adminUrl}/admin/${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('an entry is set, shown, listed and lifted', () => {
  test.each([
    ['blocks', 'client', 'growth-app', 'client'],
    ['blocks', 'user', 'https://id.example.org|Ann Example/1', 'user'],
    ['blocks', 'user', 'auth0|5f7c8ec7', 'user'],
    ['blocks', 'issuer', 'https://id.example.org/realms/a', 'issuer'],
    ['blocks', 'address', '192.0.2.0/24', 'address'],
    ['revocations', 'jti', 'a|b%2F/ü', 'jti'],
    ['revocations', 'sub', 'https://id.example.org|ann', 'sub'],
    ['revocations', 'sub', 'ann', 'sub'],
    ['revocations', 'client', 'growth-app', 'token-client'],
  ])('%s %s %s', async (list, name, value, kind) => {
    const path = `${list}/${name}/${encodeURIComponent(value)}`
    const set = await ask('PUT', path)
    expect(set).toMatchObject({ status: 200, body: { kind: name, value } })
    expect(await store.bars()).toMatchObject([{ kind, value }])
    expect(await ask('GET', path)).toEqual(set)
    expect((await ask('GET', list)).body).toEqual({ [list]: [set.body] })
    expect((await ask('GET', list === 'blocks' ? 'revocations' : 'blocks')).body).not.toHaveProperty([list])
    expect(await ask('DELETE', path)).toEqual({ status: 200, body: { kind: name, value, state: 'lifted' } })
    expect(await store.bars()).toEqual([])
    expect((await ask('GET', path)).status).toBe(404)
  })
})

describe('how long an entry lasts', () => {
  const lifeOf = async (body?: object) => {
    const before = Date.now()
    const { body: entry } = await ask('PUT', 'blocks/client/app', body)
    return (Date.parse(String(entry.until)) - before) / 1000
  }
  test('a day, when nothing is said', async () => expect(await lifeOf()).toBeCloseTo(86_400, -1))
  test('as long as it is said', async () => expect(await lifeOf({ for: '90m' })).toBeCloseTo(5400, -1))
  test('until a point in time', async () => {
    const until = new Date(Date.now() + 7_200_000).toISOString()
    expect(await lifeOf({ until })).toBeCloseTo(7200, -1)
  })
})

test('the rest of the body is kept', async () => {
  const issuedBefore = '2026-01-31T13:00:00+01:00'
  const { body } = await ask('PUT', 'revocations/client/app', { issuedBefore, reason: 'token leak' })
  expect(body).toMatchObject({ issuedBefore: '2026-01-31T12:00:00.000Z', reason: 'token leak' })
  expect(await store.bars()).toMatchObject([{ issuedBefore: Date.parse(issuedBefore) / 1000, reason: 'token leak' }])
})

test('one address has one entry, however it is spelled', async () => {
  await ask('PUT', 'blocks/address/2001:DB8:0::1')
  await ask('PUT', 'blocks/address/2001:db8::1')
  expect((await ask('GET', 'blocks/address/2001:db8:0:0::1')).body).toMatchObject({ value: '2001:db8::1' })
  expect(await store.bars()).toHaveLength(1)
})

const past = '2001-01-01T00:00:00Z'
describe('what is not valid changes nothing, and is told', () => {
  test.each<[string, path: string, body: unknown, status: number, expected: string]>([
    ['no JSON', 'blocks/client/app', '{', 400, 'a JSON object'],
    ['a list', 'blocks/client/app', [], 400, 'a JSON object'],
    ['a text', 'blocks/client/app', '"1h"', 400, 'a JSON object'],
    ['null', 'blocks/client/app', 'null', 400, 'a JSON object'],
    ['a key twice', 'blocks/client/app', '{"for":"1h","for":"2h"}', 400, 'a JSON object'],
    ['an unknown key', 'blocks/client/app', { fore: '1h' }, 400, 'for, until, issuedBefore, reason'],
    ['two ends', 'blocks/client/app', { for: '1h', until: '2100-01-01T00:00:00Z' }, 400, 'one of them'],
    ['no duration', 'blocks/client/app', { for: 'an hour' }, 400, 'a duration'],
    ['a number', 'blocks/client/app', { for: 3600 }, 400, 'a duration'],
    ['no time at all', 'blocks/client/app', { for: '0s' }, 400, 'a duration'],
    ['a hundred years', 'blocks/client/app', { for: '900000h' }, 400, 'a duration'],
    ['the past', 'blocks/client/app', { until: past }, 400, 'in the future'],
    ['a date', 'blocks/client/app', { until: '2100-01-01' }, 400, 'a point in time'],
    ['no such day', 'blocks/client/app', { until: '2100-99-01T00:00:00Z' }, 400, 'a point in time'],
    ['a time without zone', 'revocations/jti/a', { issuedBefore: '2026-01-01T00:00:00' }, 400, 'a point in time'],
    ['an address that was issued', 'blocks/address/192.0.2.1', { issuedBefore: past }, 400, 'for, until and reason'],
    ['an empty reason', 'blocks/client/app', { reason: '' }, 400, 'a text'],
    ['a long reason', 'blocks/client/app', { reason: 'x'.repeat(201) }, 400, 'a text'],
    ['a reason of two lines', 'blocks/client/app', { reason: 'a\nb' }, 400, 'a text'],
    ['a reason that is none', 'blocks/client/app', { reason: {} }, 400, 'a text'],
    ['a large body', 'blocks/client/app', { reason: 'x'.repeat(5000) }, 413, '4096'],
    ['no address', 'blocks/address/localhost', undefined, 400, 'an IP address'],
    ['a wrong network', 'blocks/address/192.0.2.0%2F33', undefined, 400, 'an IP address'],
    ['a network without bits', 'blocks/address/192.0.2.0%2F', undefined, 400, 'an IP address'],
    ['a subject without issuer', 'revocations/sub/%7Cann', undefined, 400, 'issuer|subject'],
    ['an issuer without subject', 'revocations/sub/https:%7C', undefined, 400, 'issuer|subject'],
    ['a control character', 'blocks/client/a%00b', undefined, 400, 'control character'],
    ['a long value', `blocks/client/${'x'.repeat(1025)}`, undefined, 400, '1024'],
    ['an empty value', 'blocks/client/', undefined, 400, '1 to'],
    ['broken percent-encoding', 'blocks/client/%E0%A4%A', undefined, 400, 'percent-encoded'],
    ['an unknown kind', 'blocks/jti/a', undefined, 404, 'client, user, address, issuer'],
    ['a name of Object.prototype', 'revocations/constructor/a', undefined, 404, 'jti, sub, client'],
  ])('%s', async (_name, path, body, status, expected) => {
    const reply = await ask('PUT', path, body)
    expect(reply.status).toBe(status)
    expect(reply.body.expected).toContain(expected)
    expect(await store.bars()).toEqual([])
  })

  test.each([
    ['no token', {}, { authorization: '' }, 401],
    ['a web page', {}, { origin: 'https://evil.example' }, 403],
  ])('%s', async (_name, body, headers, status) => {
    expect((await ask('PUT', 'blocks/client/app', body, headers)).status).toBe(status)
    expect(await store.bars()).toEqual([])
  })

  test.each(['POST', 'PATCH'])('%s is no method of an entry', async (method) => {
    expect((await ask(method, 'blocks/client/app')).status).toBe(405)
  })
})

describe('a store that cannot', () => {
  const no = async () => 'unavailable' as const
  const away: Partial<Store> = { bar: no, unbar: no, bars: no }
  const full: Partial<Store> = { bar: async () => 'full' }
  test.each<[string, string, Partial<Store>, number]>([
    ['PUT', 'blocks/client/app', away, 503],
    ['DELETE', 'blocks/client/app', away, 503],
    ['GET', 'blocks/client/app', away, 503],
    ['GET', 'revocations', away, 503],
    ['PUT', 'blocks/client/app', full, 507],
  ])('%s %s', async (method, path, broken, status) => {
    store = { ...store, ...broken }
    const reply = await ask(method, path)
    expect(reply).toMatchObject({ status, body: { error: expect.any(String), expected: expect.any(String) } })
  })
})

test('each change is one line of the log, which does not say whom it is about', async () => {
  gate.lines.length = 0
  await ask('PUT', 'revocations/jti/secret-id', { reason: 'secret-reason' })
  await ask('DELETE', 'revocations/jti/secret-id')
  await ask('GET', 'revocations')
  expect(gate.lines).toMatchObject([
    { message: 'revocations changed', code: 'jti', state: 'set' },
    { message: 'revocations changed', code: 'jti', state: 'lifted' },
  ])
  expect(JSON.stringify(gate.lines)).not.toContain('secret')
})
