import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Server as TlsServer } from 'node:tls'
import type { Secret } from '../config/secret.ts'
import { type AdminRoutes, createAdmin } from './admin.ts'
import { createApp } from './app.ts'
import { createAddressReader } from './client-address.ts'
import { answerSocketErrors } from './client-errors.ts'
import { trackConnections } from './connections.ts'
import { createDispatch } from './dispatch.ts'
import { drain } from './drain.ts'
import type { Gate } from './gate.ts'
import { createListener } from './listener.ts'
import { fixedHeaders } from './response-headers.ts'
import { type CorsSettings, mountOf, type ServerSettings } from './settings.ts'
import { closeStalled } from './stalled.ts'
import { readSecureOptions } from './tls.ts'
import { watchCertificate } from './tls-watch.ts'
import { createTurns } from './turns.ts'

/** The sections of the configuration that the server reads; `Config` has them all. */
export interface StartSettings {
  readonly server: ServerSettings
  readonly admin: {
    readonly listen: { readonly host: string; readonly port: number }
    readonly token?: Secret | undefined
  }
  readonly upstream: { readonly url: Readonly<URL> }
  readonly cors: CorsSettings
}

export interface RunningServer {
  /** Where it listens, with the mount path; not necessarily the public URL. */
  readonly url: string
  readonly adminUrl: string
  /** Drains and releases everything. Resolves to whether no answer had to be cut. Further calls wait for the first. */
  close(): Promise<boolean>
}

/**
 * Starts both listeners before the gate. The gate is the server's from here on: closing the server closes it.
 * @throws when an address is taken or the certificate cannot be loaded
 */
export async function startServer(
  config: StartSettings,
  gate: Gate,
  adminRoutes: AdminRoutes = {},
): Promise<RunningServer> {
  const { server: settings } = config
  const { tls, limits, timeouts } = settings
  let draining = false
  let route: RequestListener = () => {}

  const secure = tls === undefined ? undefined : readSecureOptions(tls)
  const server = createListener(settings, secure, (request, response) => {
    turns.begin(request, response)
    route(request, response)
  })
  const connections = trackConnections(server)
  const address = createAddressReader(settings.trustedProxies)
  const fixed = fixedHeaders(settings, config.cors)
  const turns = createTurns(gate, connections, { address, timeouts })
  const dispatch = createDispatch(gate, turns, { limits, fixed, draining: () => draining })
  const { publicUrl } = settings
  const app = await createApp(
    { publicUrl, upstreamUrl: config.upstream.url, cors: config.cors },
    dispatch,
    (handler) => {
      route = handler
      return server
    },
  )
  answerSocketErrors(server, gate, connections, turns, { fixed, address })
  closeStalled(server, connections, timeouts.idle)
  const admin = createAdmin(gate, { token: config.admin.token, routes: adminRoutes, draining: () => draining })

  const unwatch =
    tls === undefined || secure === undefined
      ? () => {}
      : watchCertificate(tls, server as unknown as TlsServer, secure, gate.log)
  let closing: Promise<boolean> | undefined
  async function shut(): Promise<boolean> {
    draining = true
    unwatch()
    const whole = !server.listening || (await drain(server, connections, timeouts.drain))
    await app.close()
    await closeAdmin(admin)
    await gate.close()
    gate.log.flush()
    return whole
  }
  const close = () => (closing ??= shut())

  try {
    await app.listen({ ...settings.listen })
    await listening(admin, config.admin.listen)
  } catch (error) {
    await close()
    throw error
  }
  const scheme = tls === undefined ? 'http' : 'https'
  return { url: `${originOf(scheme, server)}${mountOf(publicUrl)}`, adminUrl: originOf('http', admin), close }
}

function listening(server: Server, at: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...at }, () => resolve())
  })
}

function closeAdmin(admin: Server): Promise<void> {
  return new Promise((resolve) => {
    admin.close(() => resolve())
    admin.closeAllConnections()
  })
}

function originOf(scheme: string, server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
