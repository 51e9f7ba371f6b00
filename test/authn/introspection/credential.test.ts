import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { createAuthentication } from '../../../src/authn/introspection/credential.ts'
import type { IntrospectionOptions } from '../../../src/authn/introspection/options.ts'
import { createSecret } from '../../../src/config/files/secret.ts'

const endpoint = new URL('https://id.example.org/introspect')
const now = () => 1_900_000_000_500
const pem = (key: KeyObject) => createSecret(key.export({ type: 'pkcs8', format: 'pem' }) as string)
const by = (credential: Partial<IntrospectionOptions>) =>
  createAuthentication({ when: 'opaque', clientId: 'gate house:1', cache: 0, signed: false, ...credential }, now)

test('a client secret goes form-encoded into Basic', async () => {
  const { headers, form } = await by({ clientSecret: createSecret('a:b c%') })(endpoint)
  const [, encoded] = headers.authorization!.split(' ')
  expect(Buffer.from(encoded!, 'base64').toString()).toBe('gate%20house%3A1:a%3Ab%20c%25')
  expect(form).toEqual({})
})

test('a token of the gateway goes into Bearer', async () => {
  const { headers, form } = await by({ bearer: createSecret('abc') })(endpoint)
  expect({ headers, form }).toEqual({ headers: { authorization: 'Bearer abc' }, form: {} })
})

describe('an assertion', () => {
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  test.each([
    ['RS384', rsa, undefined],
    ['PS256', rsa, 'PS256'],
    ['ES256', ec('P-256'), undefined],
    ['ES384', ec('P-384'), undefined],
    ['ES512', ec('P-521'), undefined],
    ['EdDSA', generateKeyPairSync('ed25519'), undefined],
  ])('is signed with %s', async (alg, { privateKey, publicKey }, algorithm) => {
    const authenticate = by({ privateKey: { file: pem(privateKey), algorithm, keyId: 'k1' } })
    const { form, headers } = await authenticate(endpoint)
    expect(headers).toEqual({})
    expect(form).toMatchObject({
      client_id: 'gate house:1',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })
    const assertion = form.client_assertion!
    expect(decodeProtectedHeader(assertion)).toEqual({ alg, typ: 'JWT', kid: 'k1' })
    const { payload } = await jwtVerify(assertion, publicKey, { currentDate: new Date(now()) })
    expect(payload).toMatchObject({ iss: 'gate house:1', sub: 'gate house:1', aud: endpoint.href, iat: 1_900_000_000 })
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300)
  })

  test('is made for each question, for the audience that is configured', async () => {
    const { privateKey, publicKey } = ec('P-256')
    const authenticate = by({ privateKey: { file: pem(privateKey), audience: 'https://id.example.org/token' } })
    const read = async () => {
      const { form } = await authenticate(endpoint)
      return (await jwtVerify(form.client_assertion!, publicKey, { currentDate: new Date(now()) })).payload
    }
    const [one, two] = [await read(), await read()]
    expect(one.aud).toBe('https://id.example.org/token')
    expect(one.jti).not.toBe(two.jti)
  })
})

describe('what cannot be used stops the start', () => {
  const x25519 = generateKeyPairSync('x25519').privateKey
  test.each<[string, Partial<IntrospectionOptions>]>([
    ['no credential', {}],
    ['a key that signs nothing', { privateKey: { file: pem(x25519) } }],
    ['a certificate that is not there', { certificate: { cert: '/nowhere.pem', key: pem(x25519) } }],
  ])('%s', (_, credential) => {
    expect(() => by(credential)).toThrow()
  })
})
