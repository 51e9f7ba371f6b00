import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { fetch } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePair } from '../../../demo/sandbox/certificate.ts'
import { createAuthenticator } from '../../../src/authn/authenticate.ts'
import type { ClientCertificate } from '../../../src/authn/introspection/options.ts'
import { createSecret } from '../../../src/config/files/secret.ts'
import { recordingScopes, trusting } from '../../fixtures/issuer.ts'
import { active, resultOf } from './asking.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mutual-tls-'))
const server = makePair('the endpoint')
const client = makePair('the gateway')
const stranger = makePair('a stranger')
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const certificateOf = (pair: typeof client, name: string): ClientCertificate => ({
  cert: file(`${name}.crt`, pair.cert),
  key: createSecret(pair.key),
  ca: file('ca.crt', server.cert),
})

let endpoint: Server
let issuer: string
let asked: URLSearchParams[]

beforeAll(async () => {
  asked = []
  endpoint = createServer({ ...server, ca: client.cert, requestCert: true, rejectUnauthorized: false })
  endpoint.on('request', async (request, response) => {
    const json = { 'content-type': 'application/json' }
    if (!(request.socket as TLSSocket).authorized) return void response.writeHead(401, json).end('{}')
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(new URLSearchParams(body))
    const exp = Math.floor(Date.now() / 1000) + 600
    response.writeHead(200, json).end(JSON.stringify({ ...active, iss: undefined, iat: exp - 700, exp }))
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  issuer = `https://localhost:${(endpoint.address() as AddressInfo).port}`
})
afterAll(() => {
  endpoint.closeAllConnections()
  endpoint.close()
  rmSync(folder, { recursive: true })
})

test.each([
  ['its own certificate', client, 'ok'],
  ['another certificate', stranger, 'INTROSPECTION_UNAVAILABLE'],
])('the gateway shows %s', async (_, pair, result) => {
  asked.length = 0
  const introspection = {
    ...{
      url: new URL(`${issuer}/introspect`),
      when: 'opaque' as const,
      clientId: 'gatehouse',
      cache: 0,
      signed: false,
    },
    certificate: certificateOf(pair, result),
  }
  const { readScopes } = recordingScopes()
  const authenticator = createAuthenticator({ issuers: [trusting(issuer, { introspection })], readScopes, fetch })
  expect(await resultOf(authenticator, 'opaque')).toBe(result)
  expect(asked.map((form) => form.get('client_id'))).toEqual(result === 'ok' ? ['gatehouse'] : [])
})
