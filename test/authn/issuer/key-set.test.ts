import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fetchLimits } from '../../../src/authn/issuer/fetch-json.ts'
import { keySetReader } from '../../../src/authn/issuer/key-set.ts'

const jwk = { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid: 'k' }
const MINUTE = 60_000

function reader(
  bodies: Record<string, () => Response>,
  options: { issuer?: string; jwksUri?: string; allowPlainText?: boolean } = {},
) {
  const asked: string[] = []
  const read = keySetReader({
    issuer: options.issuer ?? 'https://id.example.org',
    jwksUri: options.jwksUri === undefined ? undefined : new URL(options.jwksUri),
    algorithms: new Set(['EdDSA']),
    allowPlainText: options.allowPlainText ?? false,
    limits: fetchLimits,
    fetch: async (url) => {
      asked.push(url)
      return bodies[url]?.() ?? new Response('', { status: 404 })
    },
  })
  return { asked, read: () => read(new Map()) }
}

const keysAt = (headers: Record<string, string> = {}, keys: unknown = [jwk]) => Response.json({ keys }, { headers })
const JWKS = 'https://id.example.org/jwks'

describe('the lifetime of a key set', () => {
  test.each([
    ['', 10 * MINUTE],
    ['public', 10 * MINUTE],
    ['max-age=300', 5 * MINUTE],
    ['public, MAX-AGE=300, must-revalidate', 5 * MINUTE],
    ['max-age=0', MINUTE],
    ['no-store', MINUTE],
    ['max-age=3600, no-cache', MINUTE],
    ['max-age=9999999999', 24 * 60 * MINUTE],
    ['max-age=-1', 10 * MINUTE],
    ['max-age=99999999999999999999', 10 * MINUTE],
    ['x-max-age=5', 10 * MINUTE],
    ['s-max-age=5', 10 * MINUTE],
  ])('%j gives %i ms', async (cacheControl, lifetime) => {
    const { read } = reader({ [JWKS]: () => keysAt({ 'cache-control': cacheControl }) }, { jwksUri: JWKS })
    expect(await read()).toMatchObject({ lifetime })
  })
})

describe('the document', () => {
  test.each([
    ['keys absent', {}, 'malformed'],
    ['keys an object', { keys: {} }, 'malformed'],
    ['a key null', { keys: [null] }, 'malformed'],
    ['a key a string', { keys: ['k'] }, 'malformed'],
    ['101 keys', { keys: Array(101).fill(jwk) }, 'too-large'],
  ])('with %s is refused whole', async (_, document, problem) => {
    expect(await reader({ [JWKS]: () => Response.json(document) }, { jwksUri: JWKS }).read()).toBe(problem)
  })

  test('with keys of no use among good ones gives the good ones', async () => {
    const { read } = reader(
      { [JWKS]: () => keysAt({}, [{ kty: 'new' }, jwk, { ...jwk, use: 'enc' }]) },
      { jwksUri: JWKS },
    )
    expect(await read()).toHaveProperty('keys.size', 1)
  })
})

const OPENID = 'https://id.example.org/realms/a/.well-known/openid-configuration'
const OAUTH = 'https://id.example.org/.well-known/oauth-authorization-server/realms/a'
const TENANT = 'https://id.example.org/realms/a'
const metadata = (document: object) => () => Response.json({ issuer: TENANT, jwks_uri: JWKS, ...document })

describe('finding the keys', () => {
  test('at the OpenID place', async () => {
    const { read, asked } = reader({ [OPENID]: metadata({}), [JWKS]: keysAt }, { issuer: TENANT })
    expect(await read()).toHaveProperty('keys.size', 1)
    expect(asked).toEqual([OPENID, JWKS])
    await read()
    expect(asked).toEqual([OPENID, JWKS, JWKS])
  })

  test('at the place of RFC 8414 where there is none', async () => {
    const { read, asked } = reader({ [OAUTH]: metadata({}), [JWKS]: keysAt }, { issuer: TENANT })
    expect(await read()).toHaveProperty('keys.size', 1)
    expect(asked).toEqual([OPENID, OAUTH, JWKS])
  })

  test('anew after a fetch failed', async () => {
    const bodies: Record<string, () => Response> = { [OPENID]: metadata({}) }
    const { read } = reader(bodies, { issuer: TENANT })
    expect(await read()).toBe('status')
    bodies[OPENID] = metadata({ jwks_uri: `${JWKS}-moved` })
    bodies[`${JWKS}-moved`] = keysAt
    expect(await read()).toHaveProperty('keys.size', 1)
  })

  test.each([
    ['of another issuer', { issuer: 'https://id.example.org/realms/b' }, 'issuer-mismatch'],
    ['with a slash more', { issuer: `${TENANT}/` }, 'issuer-mismatch'],
    ['without issuer', { issuer: undefined }, 'issuer-mismatch'],
    ['without jwks_uri', { jwks_uri: undefined }, 'malformed'],
    ['with a relative jwks_uri', { jwks_uri: '/jwks' }, 'malformed'],
    ['with jwks_uri a list', { jwks_uri: [JWKS] }, 'malformed'],
    ['with keys in plain text', { jwks_uri: 'http://id.example.org/jwks' }, 'plain-text'],
    ['with keys on our own machine', { jwks_uri: 'http://127.0.0.1:8080/jwks' }, 'plain-text'],
    ['with keys in a file', { jwks_uri: 'file:///etc/passwd' }, 'plain-text'],
    ['with keys behind a password', { jwks_uri: 'https://user:pw@id.example.org/jwks' }, 'plain-text'],
  ])('metadata %s are refused', async (_, document, problem) => {
    const { read, asked } = reader({ [OPENID]: metadata(document) }, { issuer: TENANT })
    expect(await read()).toBe(problem)
    expect(asked).toEqual([OPENID])
  })

  test.each([
    ['http://id.example.org/jwks', false, 'plain-text'],
    ['http://127.0.0.1.example.org/jwks', false, 'plain-text'],
    ['http://localhost.example.org/jwks', false, 'plain-text'],
    ['http://id.example.org/jwks', true, 'asked'],
    ['http://localhost:1/jwks', false, 'asked'],
    ['http://127.9.9.9/jwks', false, 'asked'],
    ['http://[::1]/jwks', false, 'asked'],
  ])('a configured %s with plain text allowed: %s is %s', async (jwksUri, allowPlainText, result) => {
    const { read, asked } = reader({ [jwksUri]: keysAt }, { jwksUri, allowPlainText })
    const keys = await read()
    expect(asked.length > 0 ? 'asked' : keys).toBe(result)
  })
})
