import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from '../../exchange.ts'
import { type RefusalCode, refusals } from '../../fhir/refusal.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import { type AcceptSettings, accept } from '../accept.ts'
import type { Gate } from '../gate.ts'
import type { Connections } from './connections.ts'

/** One request from accept to its last byte. */
export interface Turn {
  readonly message: ClientMessage
  /** The answer is there; it is about to be written. */
  answered(answer: Answer): void
  /** The answer's body broke on the way. */
  broken(): void
  /** The message broke, and its refusal went out on the bare socket: what the road makes of it is told to nobody. */
  refused(code: RefusalCode): void
}

export interface Turns {
  begin(request: IncomingMessage, response: ServerResponse): void
  /** The turn of a request that has begun. */
  of(request: IncomingMessage): Turn
}

/**
 * Sees to it that every request is counted and logged exactly once, when its connection is done with it *and* its
 * answer is known: a client that leaves early is recorded with what was decided for it.
 */
export function createTurns(
  gate: Pick<Gate, 'metrics' | 'log'>,
  connections: Connections,
  settings: AcceptSettings,
): Turns {
  const turns = new WeakMap<IncomingMessage, Turn>()

  function begin(request: IncomingMessage, response: ServerResponse): void {
    const { message, bodyWait } = accept(request, response, settings)
    const { socket } = request
    let exchange: Exchange | undefined
    let answeredAt = 0
    let closedAt = 0
    let failed = false
    let refusal: RefusalCode | undefined

    function settle(): void {
      if (exchange === undefined || closedAt === 0) return
      const total = Math.max(closedAt, answeredAt) - message.startedAt
      const timing = { answered: answeredAt - message.startedAt, total, bodyWait: bodyWait() }
      const ended = endOf(exchange)
      gate.metrics.settled(ended, timing)
      gate.log.access(ended, timing)
    }

    function endOf(known: Exchange): Exchange {
      if (refusal !== undefined) return { ...known, outcome: 'refused', refusal, status: refusals[refusal].status }
      return response.writableFinished ? known : { ...known, outcome: failed ? 'failed' : 'aborted' }
    }

    connections.begin(socket, response)
    gate.metrics.accepted()
    response.once('close', () => {
      connections.end(socket, response)
      if (!response.writableFinished) message.presence.leave()
      closedAt = performance.now()
      if (exchange === undefined && response.headersSent) {
        answeredAt = closedAt
        exchange = preflightExchange(message, response.statusCode)
      }
      settle()
    })
    turns.set(request, {
      message,
      answered(answer) {
        exchange = answer.exchange
        answeredAt = performance.now()
        settle()
      },
      broken() {
        failed = true
      },
      refused(code) {
        refusal = code
      },
    })
  }

  return {
    begin,
    of(request) {
      const turn = turns.get(request)
      if (turn === undefined) throw new Error('a request without a turn')
      return turn
    },
  }
}

/** The record of a CORS preflight, which is answered before the road. */
function preflightExchange(message: ClientMessage, status: number): Exchange {
  const { id, method, startedAt, remoteAddress: clientAddress } = message
  const template = `${method} preflight`
  return {
    id,
    method,
    startedAt,
    clientAddress,
    template,
    entriesPassed: 0,
    entriesRemoved: 0,
    outcome: 'permitted',
    status,
  }
}
