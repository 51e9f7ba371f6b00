import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Server as TlsServer } from 'node:tls'
import { createApp } from './app.ts'
import { originOf } from './bound-listener.ts'
import { createAddressReader, createProxyTrust } from './client-address.ts'
import { createCertificateReader } from './client-certificate.ts'
import { answerSocketErrors } from './connections/client-errors.ts'
import { trackConnections } from './connections/connections.ts'
import { drain } from './connections/drain.ts'
import { type Entrance, serveHandedOver } from './connections/handed-over.ts'
import { createShedding } from './connections/shedding.ts'
import { closeStalled } from './connections/stalled.ts'
import { createTurns } from './connections/turns.ts'
import { createDispatch } from './dispatch.ts'
import type { Gate } from './gate.ts'
import { createListener } from './listener.ts'
import { fixedHeaders } from './response-headers.ts'
import { type CorsSettings, mountOf, type ServerSettings } from './settings.ts'
import { readSecureOptions } from './tls.ts'
import { watchCertificate } from './tls-watch.ts'

/** The sections of the configuration that the clients' listener reads; `Config` has them all. */
export interface PublicSettings {
  readonly server: ServerSettings
  readonly upstream: { readonly url: Readonly<URL> }
  readonly cors: CorsSettings
}

/** The side that clients see. */
export interface PublicListener {
  /** Where it listens, with the mount path; not necessarily the public URL. */
  readonly url: string
  /** Lets answers in flight end, and cuts what is left at `timeouts.drain`. Resolves to whether nothing had to be cut. */
  close(): Promise<boolean>
}

/**
 * Starts the clients' listener before the gate. Closing it does not close the gate.
 * @param entrance where another process takes the connections, instead of `server.listen`
 * @throws when the address is taken or the certificate cannot be loaded
 */
export async function startPublic(config: PublicSettings, gate: Gate, entrance?: Entrance): Promise<PublicListener> {
  const { server: settings } = config
  const { tls, limits, timeouts, publicUrl } = settings
  let [started, draining] = [false, false]
  let route: RequestListener = () => {}

  const secure = tls === undefined ? undefined : readSecureOptions(tls)
  const server = createListener(settings, secure, (request, response) => {
    turns.begin(request, response)
    route(request, response)
  })
  const trusted = createProxyTrust(settings.trustedProxies)
  const connections = trackConnections(server, limits, trusted, gate.metrics.connectionRefused)
  const shedding = createShedding(limits, connections.inflight)
  function overloaded(): boolean {
    const cause = shedding.cause()
    if (cause !== undefined) gate.metrics.shed(cause)
    return cause !== undefined
  }
  const address = createAddressReader(settings.trustedProxies)
  const fixed = fixedHeaders(settings)
  const certificate = createCertificateReader(settings.trustedProxies)
  const turns = createTurns(gate, connections, { address, certificate, timeouts })
  const dispatch = createDispatch(gate, turns, { limits, fixed, draining: () => draining, overloaded })
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
  const unwatch =
    tls === undefined || secure === undefined
      ? () => {}
      : watchCertificate(tls, server as unknown as TlsServer, secure, gate.log)

  async function close(): Promise<boolean> {
    draining = true
    unwatch()
    shedding.stop()
    const whole = !started || (await drain(server, connections, timeouts.drain))
    await app.close()
    return whole
  }

  try {
    if (entrance === undefined) await app.listen({ ...settings.listen })
    else {
      await app.ready()
      serveHandedOver(server, entrance)
    }
    started = true
  } catch (error) {
    await close()
    throw error
  }
  const scheme = tls === undefined ? 'http' : 'https'
  const at = entrance?.at ?? (server.address() as AddressInfo)
  return { url: `${originOf(scheme, at)}${mountOf(publicUrl)}`, close }
}
