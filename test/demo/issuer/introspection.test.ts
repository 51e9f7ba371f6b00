import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Issuer, startIssuer } from '../../../demo/issuer/issuer.ts'

let issuer: Issuer
beforeAll(async () => {
  const clients = [
    { id: 'demo', secret: 'one', scopes: [] },
    { id: 'other', secret: 'two', scopes: [] },
  ]
  issuer = await startIssuer({ audience: 'https://fhir.example.org', clients, introspectionBearer: 'asker' })
})
afterAll(() => issuer.stop())

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

async function post(url: string, form: Record<string, string>, authorization = basic('demo', 'one')) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const introspect = (token: string, authorization?: string) =>
  post(issuer.introspectionEndpoint, { token }, authorization)

describe('introspection', () => {
  test.each(['opaque', 'JWT'])('tells what a token stands for: %s', async (form) => {
    const claims = { scope: 'user/*.rs', patient: 'p1' }
    const token = form === 'JWT' ? await issuer.mint(claims) : issuer.mintOpaque(claims)
    expect(await introspect(token)).toMatchObject({
      status: 200,
      body: { active: true, iss: issuer.issuer, client_id: 'demo', aud: 'https://fhir.example.org', ...claims },
    })
  })

  test.each([
    ['nobody made', () => 'x'],
    ['a broken JWT', () => 'a.b.c'],
    ['expired', () => issuer.mintOpaque({ exp: 1 })],
    ['an expired JWT', () => issuer.mint({ exp: 1 })],
    ['of another issuer', () => issuer.mint({ iss: 'https://other.example.org' })],
  ])('says of a token no more than that it is not active: %s', async (_, make) => {
    expect(await introspect(await make())).toEqual({ status: 200, body: { active: false } })
  })

  test.each([
    ['a wrong secret', basic('demo', 'two'), 401],
    ['an unknown client', basic('nobody', 'one'), 401],
    ['a wrong bearer token', 'Bearer guess', 401],
    ['the bearer token', 'Bearer asker', 200],
  ])('who asks with %s', async (_, authorization, status) => {
    expect((await introspect(issuer.mintOpaque(), authorization)).status).toBe(status)
  })

  test('a question without a token is no question', async () => {
    expect((await post(issuer.introspectionEndpoint, {})).status).toBe(400)
  })
})

describe('revocation', () => {
  const revoke = (token: string, authorization?: string) => post(issuer.revocationEndpoint, { token }, authorization)

  test.each(['opaque', 'JWT'])('takes back a token of its client: %s', async (form) => {
    const token = form === 'JWT' ? await issuer.mint() : issuer.mintOpaque()
    expect((await revoke(token)).status).toBe(200)
    expect((await introspect(token)).body).toEqual({ active: false })
  })

  test('leaves the tokens of other clients, and does not tell', async () => {
    const token = issuer.mintOpaque()
    expect((await revoke(token, basic('other', 'two'))).status).toBe(200)
    expect((await introspect(token)).body.active).toBe(true)
  })

  test('is for clients only', async () => {
    expect((await revoke(issuer.mintOpaque(), 'Bearer asker')).status).toBe(401)
  })
})
