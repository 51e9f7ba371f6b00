/**
 * `@fastify/http-proxy` as its manual has it, as a program. Arguments: port, upstream and, for the naive guard, an issuer:
 * then each request's token is verified with jose, and nothing else is checked.
 */
import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const [port, upstream, issuer] = process.argv.slice(2)
const { origin } = new URL(upstream!)
const app = fastify()

if (issuer !== undefined) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const audience = `http://127.0.0.1:${port}/fhir`
  app.addHook('preHandler', async (request, reply) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    try {
      await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
    } catch {
      return reply.code(401).send()
    }
  })
}
await app.register(httpProxy, { upstream: origin, undici: { connections: 128, pipelining: 1 } })
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('ready')
