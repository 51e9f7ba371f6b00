import type { IncomingMessage, RequestListener, Server } from 'node:http'
import httpProxy from '@fastify/http-proxy'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { corsHeaders, registerCors } from './cors.ts'
import type { Dispatch } from './dispatch.ts'
import { type CorsSettings, mountOf, resourceMetadataPath } from './settings.ts'

/** Without OPTIONS: where everything is the mount, the CORS plug-in has that route. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export interface AppSettings {
  readonly publicUrl: Readonly<URL>
  readonly upstreamUrl: Readonly<URL>
  readonly cors: CorsSettings
}

/**
 * Fastify on our own Node server: routing and CORS. The mount is `@fastify/http-proxy`'s, with the road before its handler.
 * The road answers every request itself, from its own upstream pool, so the proxy's handler is never reached; should it
 * ever be, it answers 500 instead of forwarding something that nobody decided on.
 */
export async function createApp(
  settings: AppSettings,
  dispatch: Dispatch,
  serverFactory: (handler: RequestListener) => Server,
): Promise<FastifyInstance> {
  const mount = mountOf(settings.publicUrl)
  const app = fastify({
    serverFactory: (handler) => serverFactory(handler),
    logger: false,
    exposeHeadRoutes: false,
    // Our own listener for these is on the server; Fastify's would answer before it, uncounted.
    clientErrorHandler: () => {},
    // While draining, requests on open connections are answered like others; their answers close the connection.
    return503OnClosing: false,
    forceCloseConnections: false,
    routerOptions: {
      ...{ caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false },
      // The road reads the query, and nobody else.
      querystringParser: () => ({}),
    },
    rewriteUrl: (request) => routable(request as IncomingMessage),
    frameworkErrors: (_error, request, reply) => hand(request as FastifyRequest, reply as FastifyReply),
  })

  function hand(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack()
    // The CORS plug-in has a route of its own, for OPTIONS anywhere.
    const routed = !request.is404 && request.routeOptions.url !== '*'
    const inMount = routed || liesUnder(mount, request.originalUrl) || isResourceMetadata(request.originalUrl)
    void dispatch(request.raw, reply.raw, inMount, request.headers.origin === undefined ? [] : corsHeaders(reply))
  }

  function isResourceMetadata(target: string): boolean {
    return target.split('?', 1)[0] === resourceMetadataPath(settings.publicUrl)
  }

  // Bodies stay streams: the road reads them, bounded, when it has come to need them.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.setErrorHandler((_error, request, reply) => hand(request, reply))
  // Most requests come from no web page: nothing of CORS concerns them.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.origin === undefined && request.method !== 'OPTIONS') hand(request, reply)
    else done()
  })
  await registerCors(app, settings.cors, settings.publicUrl)
  app.addHook('onRequest', hand)
  app.setNotFoundHandler(hand)
  await app.register(httpProxy, {
    ...(mount === '' ? { prefix: '/', httpMethods: METHODS } : { prefix: mount }),
    upstream: settings.upstreamUrl.origin,
    proxyPayloads: false,
    websocket: false,
    retryMethods: [],
    replyOptions: { retryDelay: () => null },
    handler: (_request, reply) => reply.code(500).send(),
  })
  return app
}

/** A target that the router could not decode is routed as `/`; what is refused, and how, is then said in one place. */
function routable(request: IncomingMessage): string {
  const url = request.url ?? '/'
  if (!url.includes('%')) return url
  try {
    decodeURIComponent(url.split('?', 1)[0]!)
    return url
  } catch {
    return '/'
  }
}

function liesUnder(mount: string, target: string): boolean {
  return target.startsWith(mount) && /^([/?]|$)/.test(target.slice(mount.length))
}
