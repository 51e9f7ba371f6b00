import type { IncomingHttpHeaders } from 'node:http'
import type { PeerCertificate } from 'node:tls'
import type { Exchange } from './exchange.ts'
import type { Presence } from './presence.ts'

/** Why a body could not be had: above the limit, too slow, or the client left (or framed it wrongly) before its end. */
export type BodyFailure = 'too-large' | 'timeout' | 'aborted'

/** A request as the listener took it, before anything is understood of it: the road's beginning. */
export interface ClientMessage {
  /** Our own request id: `X-Request-Id` of the answer and of the upstream request. */
  readonly id: string
  /** performance.now() at accept, milliseconds. */
  readonly startedAt: number
  readonly method: string
  /** The request target exactly as sent, undecoded. */
  readonly target: string
  /** Names and values alternating, as sent; duplicates are still there. */
  readonly rawHeaders: readonly string[]
  /** Node's reading of them: lower-case names, some duplicates dropped or joined. */
  readonly headers: IncomingHttpHeaders
  /** The client's address: the peer, or what trusted proxies say. */
  readonly remoteAddress: string
  readonly tls?:
    | {
        /** The client's certificate; undefined unless one was given and verified against `server.tls.clientCa`. */
        readonly peerCertificate: PeerCertificate | undefined
      }
    | undefined
  /**
   * SHA-256 in base64url of the DER certificate that the client has proven to hold, whoever signed it: on this connection,
   * or to the trusted proxy that sends this request (RFC 9440). Good for binding (RFC 8705 §3), and for nothing else.
   */
  readonly certificateThumbprint?: string | undefined
  /** Whether the framing announces a body (RFC 9112 §6.3). */
  readonly hasBody: boolean
  /** Reads the body once, at most `limit` bytes; a client that waits for `100 Continue` gets it now. */
  readBody(limit: number): Promise<Buffer | BodyFailure>
  /** Whether the client is still there. */
  readonly presence: Presence
}

/** What the client gets; the server adds the headers that every answer has. */
export interface Answer {
  readonly status: number
  /** Lower-case names. Framing (`content-length` of a known body, `transfer-encoding`, `connection`) is the server's. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: AnswerBody
  /** Finished but for what only the server sees: a client that leaves makes the outcome `aborted`. */
  readonly exchange: Exchange
}

/** A stream that fails breaks the connection, so that a part never passes as the whole; `destroy` frees what feeds it. */
export type AnswerBody = Buffer | string | (AsyncIterable<Buffer> & { destroy?(): void }) | null
