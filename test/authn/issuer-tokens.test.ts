import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Issuer } from '../../demo/issuer/issuer.ts'
import { createSigningKey, type SigningKey } from '../../demo/issuer/signing-keys.ts'
import { createAuthenticator } from '../../src/authn/authenticate.ts'
import { recordingScopes, startTestIssuer, trusting } from '../fixtures/issuer.ts'

const SCOPES = ['system/Patient.rs', 'system/Observation.rs']
let issuer: Issuer
let key: SigningKey
let foreignKey: SigningKey

beforeAll(async () => {
  key = await createSigningKey('ES384', 'client-key')
  foreignKey = await createSigningKey('ES384', 'client-key')
  const clients = [
    { id: 'with-secret', secret: 'correct horse', scopes: SCOPES, claims: { roles: ['registry'] } },
    { id: 'with-key', keys: [key.publicJwk], scopes: SCOPES },
  ]
  issuer = await startTestIssuer({ algorithm: 'RS256', clients })
})
afterAll(() => issuer.stop())

async function request(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form), headers })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})
const grant = { grant_type: 'client_credentials' }

async function assertion(claims: object = {}, by = key): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000)
  const prescribed = { iss: 'with-key', sub: 'with-key', aud: issuer.tokenEndpoint, jti: randomUUID() }
  const jwt = new SignJWT({ ...prescribed, iat: now, exp: now + 60, ...claims })
  const client_assertion = await jwt.setProtectedHeader({ alg: 'ES384', kid: by.keyId }).sign(by.privateKey)
  return { ...grant, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion }
}

describe('client credentials', () => {
  test.each(['client_secret_basic', 'private_key_jwt'])(
    'by %s give a token that the gateway accepts',
    async (method) => {
      const answer =
        method === 'private_key_jwt'
          ? await request(await assertion())
          : await request(grant, basic('with-secret', 'correct horse'))
      expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: SCOPES.join(' ') } })

      const { readScopes, asked } = recordingScopes()
      const authenticator = createAuthenticator({ issuers: [trusting(issuer.issuer)], readScopes })
      const principal = await authenticator.authenticate({ token: answer.body.access_token! })
      const id = method === 'private_key_jwt' ? 'with-key' : 'with-secret'
      expect(principal).toMatchObject({ clientId: id, subject: id, roles: id === 'with-secret' ? ['registry'] : [] })
      expect(asked).toEqual([[SCOPES, {}]])
    },
  )

  test('give only the scopes that the client may have', async () => {
    const asking = { ...grant, scope: 'system/Patient.rs system/*.cruds' }
    expect(await request(asking, basic('with-secret', 'correct horse'))).toHaveProperty(
      'body.scope',
      'system/Patient.rs',
    )
    const greedy = { ...grant, scope: 'system/*.cruds' }
    expect(await request(greedy, basic('with-secret', 'correct horse'))).toHaveProperty('body.error', 'invalid_scope')
  })

  test('are refused for another grant', async () => {
    const form = { grant_type: 'password', username: 'a', password: 'b' }
    expect(await request(form, basic('with-secret', 'correct horse'))).toHaveProperty(
      'body.error',
      'unsupported_grant_type',
    )
  })

  test.each([
    ['wrong secret', () => request(grant, basic('with-secret', 'wrong'))],
    ['unknown client', () => request(grant, basic('nobody', 'correct horse'))],
    ['client without secret', () => request(grant, basic('with-key', 'undefined'))],
    ['bad escape', () => request(grant, { authorization: `Basic ${Buffer.from('%zz:%').toString('base64')}` })],
    ['nothing', () => request(grant)],
    ['foreign key', async () => request(await assertion({}, foreignKey))],
    ['foreign subject', async () => request(await assertion({ sub: 'with-secret' }))],
    ['wrong audience', async () => request(await assertion({ aud: 'https://other.example' }))],
    ['expired', async () => request(await assertion({ exp: 1 }))],
    ['too old', async () => request(await assertion({ iat: 1 }))],
    ['no jti', async () => request(await assertion({ jti: undefined }))],
    ['client without key', async () => request(await assertion({ iss: 'with-secret', sub: 'with-secret' }))],
    ['assertion not a JWT', async () => request({ ...(await assertion()), client_assertion: 'x' })],
    ['assertion of another type', async () => request({ ...(await assertion()), client_assertion_type: 'x' })],
  ])('are refused: %s', async (_, send) => {
    expect(await send()).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })

  test('an assertion is good once', async () => {
    const form = await assertion()
    expect((await request(form)).status).toBe(200)
    expect((await request(form)).status).toBe(401)
  })
})

test('the metadata is at both places and names the issuer', async () => {
  for (const place of ['openid-configuration', 'oauth-authorization-server']) {
    const response = await fetch(`${issuer.issuer}/.well-known/${place}`)
    expect(await response.json()).toMatchObject({
      issuer: issuer.issuer,
      jwks_uri: issuer.jwksUri,
      scopes_supported: SCOPES,
    })
  }
})

test('the key set has no private part', async () => {
  const { keys } = (await (await fetch(issuer.jwksUri)).json()) as { keys: object[] }
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
})
