import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Answer, ClientMessage } from '../message.ts'
import type { Turns } from './connections/turns.ts'
import { allowsPreflight } from './cors.ts'
import type { Gate } from './gate.ts'
import { oversized } from './limits.ts'
import { preflightAnswer } from './preflight.ts'
import { faultAnswer, overloadAnswer, refuseMessage } from './refuse.ts'
import { abandon, respond } from './respond.ts'
import type { FlatHeaders } from './response-headers.ts'
import type { ServerSettings } from './settings.ts'

export interface DispatchSettings {
  readonly limits: ServerSettings['limits']
  readonly fixed: FlatHeaders
  draining(): boolean
  /** Whether there is too much to do for one more request. */
  overloaded(): boolean
}

/** `uri-host [ ":" port ]` (RFC 9110 §7.2); empty where the client knows none. Nothing is decided on it. */
const HOST = /^([\w.~!$&'()*+,;=%-]*|\[[\dA-Fa-f:.]+\])(:\d*)?$/

/** Gets one request answered. `inMount` says whether it is the road's; `cors` are headers for this answer alone. */
export type Dispatch = (
  request: IncomingMessage,
  response: ServerResponse,
  inMount: boolean,
  cors: FlatHeaders,
) => Promise<void>

/** Joins the listener to the road: refuses what HTTP itself forbids, lets the rest travel, writes what comes back. */
export function createDispatch(gate: Pick<Gate, 'travel' | 'log'>, turns: Turns, settings: DispatchSettings): Dispatch {
  /** What comes behind a message whose end is in doubt may be no message at all, and is not acted on (RFC 9112 §11.2). */
  const inDoubt = new WeakSet<Socket>()

  return async (request, response, inMount, cors) => {
    const turn = turns.of(request)
    const { message } = turn
    if (isFramedInDoubt(request)) inDoubt.add(request.socket)
    const isInDoubt = inDoubt.has(request.socket)
    let answer = settings.overloaded() ? overloadAnswer(message) : refuseHead(message, request, inMount, settings)
    if (isInDoubt) answer ??= refuseMessage(message, 'HEADER_NOT_SUPPORTED', 501)
    if (allowsPreflight(cors)) answer ??= preflightAnswer(message)
    try {
      answer ??= await gate.travel(message)
    } catch (error) {
      gate.log.fault(error, message.id)
      // What is still under way for it upstream is read by nobody.
      message.presence.leave()
      answer = faultAnswer(message)
    }
    turn.answered(answer)
    const fixed = cors.length === 0 ? settings.fixed : [...settings.fixed, ...cors]
    try {
      const writing = { requestId: message.id, fixed, lastOne: settings.draining() || isInDoubt }
      const written = respond(request, response, answer, writing)
      if (written !== true && !(await written)) turn.broken()
    } catch (error) {
      // A header that cannot be written, for one: nothing of the answer may go out then.
      gate.log.fault(error, message.id)
      turn.broken()
      abandon(answer.body)
      response.destroy()
    }
  }
}

function refuseHead(
  message: ClientMessage,
  request: IncomingMessage,
  inMount: boolean,
  settings: DispatchSettings,
): Answer | undefined {
  const size = oversized(message.target, message.rawHeaders, settings.limits)
  if (size !== undefined) return refuseMessage(message, size)
  // Node also takes HTTP/0.9 and HTTP/2.0 on a request line, and reads them as 1.0.
  if (request.httpVersionMajor !== 1) return refuseMessage(message, 'TARGET_MALFORMED')
  // RFC 9112 §3.2: an HTTP/1.1 request without Host is malformed, and so is one whose Host is not a host.
  const { host } = request.headers
  if (host === undefined ? request.httpVersion !== '1.0' : !HOST.test(host))
    return refuseMessage(message, 'HEADER_MALFORMED')
  // RFC 9110 §10.1.1; Node also takes `y 100-continue` for it.
  const { expect } = request.headers
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    return refuseMessage(message, 'HEADER_NOT_SUPPORTED', 417)
  if (!message.target.startsWith('/')) return refuseMessage(message, 'TARGET_MALFORMED')
  return inMount ? undefined : refuseMessage(message, 'PATH_UNKNOWN')
}

/**
 * RFC 9112 §6.1: Node takes the chunks of `gzip, chunked` for the body, and chunks in HTTP/1.0, which has none. Another
 * reader would take the same bytes for something else.
 */
function isFramedInDoubt({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding']
  return coding !== undefined && (httpVersion !== '1.1' || coding.toLowerCase() !== 'chunked')
}
