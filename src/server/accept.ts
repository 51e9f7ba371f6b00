import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
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

/** The road's message over Node's objects. What costs and is rarely wanted is made on demand. */
export class AcceptedMessage implements ClientMessage {
  readonly id = randomUUID()
  readonly startedAt = performance.now()
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingHttpHeaders
  readonly remoteAddress: string
  readonly hasBody: boolean
  readonly presence = new Presence()
  /** Milliseconds spent waiting for the client's body. */
  bodyWait = 0
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #settings: AcceptSettings

  constructor(request: IncomingMessage, response: ServerResponse, settings: AcceptSettings) {
    const { headers, rawHeaders, method = '', url = '', socket } = request
    this.method = method
    this.target = url
    this.rawHeaders = rawHeaders
    this.headers = headers
    this.remoteAddress = settings.address(socket.remoteAddress, joined(headers['x-forwarded-for']))
    this.hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    this.#request = request
    this.#response = response
    this.#settings = settings
  }

  get tls() {
    const { socket } = this.#request
    if (!(socket instanceof TLSSocket)) return undefined
    return { peerCertificate: socket.authorized ? socket.getPeerCertificate() : undefined }
  }

  get certificateThumbprint(): string | undefined {
    return this.#settings.certificate(this.#request)
  }

  async readBody(limit: number): Promise<Buffer | BodyFailure> {
    const { timeouts } = this.#settings
    const from = performance.now()
    if (wantsContinue(this.#request)) goOn(this.#response)
    const total = Math.max(1, timeouts.request - (from - this.startedAt))
    const result = await readBody(this.#request, { size: limit, idle: timeouts.headers, total })
    this.bodyWait += performance.now() - from
    return result
  }
}

/** RFC 9110 §10.1.1: only HTTP/1.1 clients can be told to go on. */
function wantsContinue(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined && request.httpVersion === '1.1'
}

/** Waits for the turn of this answer: Node would write what is asked for earlier into the middle of it. */
function goOn(response: ServerResponse): void {
  if (response.socket !== null) response.writeContinue()
  else response.once('socket', () => response.headersSent || response.writeContinue())
}

function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value
}
