import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { BodyFailure, ClientMessage } from '../message.ts'
import { Presence } from '../presence.ts'
import { readBody } from './body.ts'
import type { AddressReader } from './client-address.ts'
import type { CertificateReader } from './client-certificate.ts'

export interface AcceptSettings {
  readonly address: AddressReader
  readonly certificate: CertificateReader
  /** Milliseconds. */
  readonly timeouts: { readonly headers: number; readonly request: number }
}

/** A message, and what only the server asks of it. */
export interface Accepted {
  readonly message: ClientMessage
  /** Milliseconds spent waiting for the client's body. */
  bodyWait(): number
}

/** Makes the road's message out of Node's objects. What costs and is rarely wanted is made on demand. */
export function accept(request: IncomingMessage, response: ServerResponse, settings: AcceptSettings): Accepted {
  const startedAt = performance.now()
  const { headers, socket } = request
  let waited = 0

  async function body(limit: number): Promise<Buffer | BodyFailure> {
    const from = performance.now()
    if (wantsContinue(request)) response.writeContinue()
    const total = Math.max(1, settings.timeouts.request - (from - startedAt))
    const result = await readBody(request, { size: limit, idle: settings.timeouts.headers, total })
    waited += performance.now() - from
    return result
  }

  const message: ClientMessage = {
    id: randomUUID(),
    startedAt,
    method: request.method ?? '',
    target: targetOf(request),
    rawHeaders: request.rawHeaders,
    headers,
    remoteAddress: settings.address(socket.remoteAddress, joined(headers['x-forwarded-for'])),
    ...(socket instanceof TLSSocket
      ? {
          tls: {
            get peerCertificate() {
              return certificateOf(socket)
            },
          },
        }
      : {}),
    get certificateThumbprint() {
      return settings.certificate(request)
    },
    hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
    readBody: body,
    presence: new Presence(),
  }
  return { message, bodyWait: () => waited }
}

/** The target as sent, also where the router was given a stand-in. */
function targetOf(request: IncomingMessage): string {
  return (request as { originalUrl?: string }).originalUrl ?? request.url ?? ''
}

/** RFC 9110 §10.1.1: only HTTP/1.1 clients can be told to go on. */
function wantsContinue(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined && request.httpVersion === '1.1'
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}

function certificateOf(socket: TLSSocket) {
  return socket.authorized ? socket.getPeerCertificate() : undefined
}
