import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isPreflight } from './preflight.ts'
import type { FlatHeaders } from './response-headers.ts'
import { type CorsSettings, mountOf, resourceMetadataPath } from './settings.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** What a page may send, or its browser stops the request: what the road reads, and what common libraries add of themselves. */
const ALLOWED = [
  'Authorization',
  'Accept',
  'Content-Type',
  'Prefer',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-None-Exist',
  'X-Request-Id',
  'X-Correlation-Id',
  'DPoP',
  'traceparent',
  'tracestate',
  'Cache-Control',
  'X-Requested-With',
]
const EXPOSED = [
  'Location',
  'Content-Location',
  'ETag',
  'Last-Modified',
  'WWW-Authenticate',
  'DPoP-Nonce',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
  'X-Correlation-Id',
  'X-Progress',
]

/**
 * Cross-origin access for browser apps (SMART app-launch#CORS): the listed origins exactly, `null` never, credentials
 * never; `metadata` and the documents below `.well-known` by anyone, also when no origin is configured. This puts headers on
 * the reply and answers nothing: what has those of a preflight is answered by the dispatch, without a token.
 */
export async function registerCors(
  app: FastifyInstance,
  settings: CorsSettings,
  publicUrl: Readonly<URL>,
): Promise<void> {
  const common: FastifyCorsOptions = {
    methods: METHODS,
    allowedHeaders: ALLOWED,
    exposedHeaders: EXPOSED,
    maxAge: Math.floor(settings.maxAge / 1000),
    credentials: false,
    preflightContinue: true,
    strictPreflight: false,
  }
  const refused: FastifyCorsOptions = { origin: false }
  const anyone: FastifyCorsOptions = { ...common, origin: '*' }
  const listed = new Map(
    settings.origins.filter((origin) => origin !== 'null').map((origin) => [origin, { ...common, origin: [origin] }]),
  )
  const mount = mountOf(publicUrl)
  const open = new Set([
    ...['metadata', '.well-known/smart-configuration', '.well-known/oauth-protected-resource'].map(
      (path) => `${mount}/${path}`,
    ),
    resourceMetadataPath(publicUrl),
  ])

  await app.register(fastifyCors, {
    delegator(request: FastifyRequest, done: (error: Error | null, options?: FastifyCorsOptions) => void) {
      const { origin } = request.headers
      if (origin === undefined) return done(null, refused)
      const path = request.originalUrl.split('?', 1)[0]!
      const options = open.has(path) ? anyone : (listed.get(origin) ?? refused)
      done(null, { ...options, preflight: isPreflight(request.method, request.headers) })
    },
  })
}

/** What CORS put on the reply, for answers that are written past it. `Vary` is among the fixed headers. */
export function corsHeaders(reply: FastifyReply): FlatHeaders {
  const flat: string[] = []
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (name.startsWith('access-control-')) flat.push(name, String(value))
  }
  return flat
}

/** Whether these allow a preflight; an origin that may not call has none of them. */
export function allowsPreflight(cors: FlatHeaders): boolean {
  return cors.includes('access-control-allow-methods')
}
