import type { IncomingMessage, ServerResponse } from 'node:http'
import { EndOfTurn } from '../end-of-turn.ts'
import type { Answer, AnswerBody } from '../message.ts'
import { answerHeaders, type FlatHeaders } from './response-headers.ts'

/** How long, in milliseconds, and for how many bytes an unwanted body is listened to after its answer. */
const LINGER = { time: 1000, bytes: 1024 * 1024 }

export interface Writing {
  readonly requestId: string
  /** Headers of every answer, and those of CORS. */
  readonly fixed: FlatHeaders
  /** Ask the client to close: the server is draining. */
  readonly lastOne: boolean
}

/**
 * Writes an answer, one that is there whole at once, a stream with backpressure. True when nothing is left to write; `false`
 * when its body broke before its end.
 */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  writing: Writing,
): true | Promise<boolean> {
  const { body } = answer
  if (response.destroyed) return abandon(body)
  const headers = answerHeaders(answer, writing.requestId, writing.fixed)
  const unread = bodyUnread(request)
  // Behind a request that asked for another protocol, and did not get it, Node's parser reads no further one.
  const last = unread || writing.lastOne || request.headers.upgrade !== undefined
  if (last) headers.push('Connection', 'close')
  response.writeHead(answer.status, headers)

  const empty = request.method === 'HEAD' || answer.status === 204 || answer.status === 304
  if (isStream(body)) {
    if (!empty) return stream(response, body)
    body.destroy?.()
  } else if (unread) return endAfterRequest(request, response, empty ? null : body)
  leaving.add({ response, body: empty || isStream(body) ? null : body })
  return true
}

/** Answers that are there whole. To end one whose client has left meanwhile does nothing. */
const leaving = new EndOfTurn<{ response: ServerResponse; body: Buffer | string | null }>((answers) => {
  for (const { response, body } of answers) {
    if (body === null) response.end()
    else response.end(body)
  }
})

async function endAfterRequest(request: IncomingMessage, response: ServerResponse, body: Buffer | string | null) {
  response.flushHeaders()
  if (body !== null) response.write(body)
  await linger(request)
  response.end()
  return true
}

function isStream(body: AnswerBody): body is Exclude<AnswerBody, string | Buffer | null> {
  return body !== null && typeof body !== 'string' && !Buffer.isBuffer(body)
}

/** Lets go of a body that nobody gets, and of what it is read from. */
export function abandon(body: AnswerBody): true {
  if (isStream(body)) body.destroy?.()
  return true
}

async function stream(response: ServerResponse, body: Exclude<AnswerBody, string | Buffer | null>): Promise<boolean> {
  // The loop below may be waiting for the upstream when the client leaves; its connection must be released even so.
  const leave = () => body.destroy?.()
  response.once('close', leave)
  try {
    for await (const chunk of body) {
      if (response.destroyed) return true
      if (!response.write(chunk)) await writable(response)
    }
    response.off('close', leave)
    response.end()
    return true
  } catch {
    const left = response.destroyed
    response.destroy()
    return left
  }
}

/** Until the client has taken what was written, or has left. */
function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    if (response.destroyed) resolve()
    else response.on('drain', done).on('close', done)
  })
}

function bodyUnread(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  return !request.complete && (encoding !== undefined || Number(length ?? 0) > 0)
}

/**
 * Keeps taking what the client still sends, within bounds, before the connection is closed. Closing at once would reset
 * it, and a client in the middle of its upload would lose the answer that tells why (RFC 9112 §9.6).
 */
function linger(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    const timer = setTimeout(done, LINGER.time)
    function count(chunk: Buffer): void {
      bytes += chunk.length
      if (bytes > LINGER.bytes) done()
    }
    function done(): void {
      clearTimeout(timer)
      request.off('data', count).off('end', done).off('close', done).off('error', done)
      request.on('error', () => {})
      resolve()
    }
    if (request.destroyed) return done()
    request.on('data', count).on('end', done).on('close', done).on('error', done)
    request.resume()
  })
}
