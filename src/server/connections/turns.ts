import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from '../../exchange.ts'
import { type RefusalCode, refusals } from '../../fhir/refusal.ts'
import type { Answer } from '../../message.ts'
import { AcceptedMessage, type AcceptSettings } from '../accept.ts'
import type { Gate } from '../gate.ts'
import type { Connection, Connections } from './connections.ts'

const TURN = Symbol('turn')

/** A request keeps its turn itself: a map of them would cost more. */
type Begun = IncomingMessage & { [TURN]?: RunningTurn }

/** One request from accept to its last byte. */
export type Turn = Pick<RunningTurn, 'message' | 'answered' | 'broken' | 'refused'>

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
  return {
    begin(request, response) {
      const connection = connections.begin(request.socket, response)
      const message = new AcceptedMessage(request, response, settings)
      const begun: Begun = request
      begun[TURN] = new RunningTurn(message, response, connection, connections, gate)
      gate.metrics.accepted()
      response.on('close', closed)
    },
    of(request) {
      const turn = (request as Begun)[TURN]
      if (turn === undefined) throw new Error('a request without a turn')
      return turn
    },
  }
}

function closed(this: ServerResponse): void {
  const request: Begun = this.req
  request[TURN]?.closed()
}

class RunningTurn {
  readonly message: AcceptedMessage
  readonly #response: ServerResponse
  readonly #connection: Connection
  readonly #connections: Connections
  readonly #gate: Pick<Gate, 'metrics' | 'log'>
  #exchange: Exchange | undefined
  #answeredAt = 0
  #closedAt = 0
  #isBroken = false
  #refusal: RefusalCode | undefined

  constructor(
    message: AcceptedMessage,
    response: ServerResponse,
    connection: Connection,
    connections: Connections,
    gate: Pick<Gate, 'metrics' | 'log'>,
  ) {
    this.message = message
    this.#response = response
    this.#connection = connection
    this.#connections = connections
    this.#gate = gate
  }

  /** The answer is there; it is about to be written. */
  answered({ exchange }: Answer): void {
    this.#exchange = exchange
    this.#answeredAt = performance.now()
    this.#settle()
  }

  /** The answer's body broke on the way. */
  broken(): void {
    this.#isBroken = true
  }

  /** The message broke, and its refusal went out on the bare socket: what the road makes of it is told to nobody. */
  refused(code: RefusalCode): void {
    this.#refusal = code
  }

  /** The connection is done with it. */
  closed(): void {
    const response = this.#response
    this.#closedAt = performance.now()
    this.#connections.end(this.#connection, response, this.#closedAt)
    if (!response.writableFinished) this.message.presence.leave()
    this.#settle()
  }

  #settle(): void {
    if (this.#exchange === undefined || this.#closedAt === 0) return
    const { startedAt, bodyWait } = this.message
    const answered = this.#answeredAt - startedAt
    const timing = { answered, total: Math.max(this.#closedAt - startedAt, answered), bodyWait }
    const ended = this.#ended(this.#exchange)
    this.#gate.metrics.settled(ended, timing)
    this.#gate.log.access(ended, timing)
  }

  #ended(known: Exchange): Exchange {
    const refusal = this.#refusal
    if (refusal !== undefined) return { ...known, outcome: 'refused', refusal, status: refusals[refusal].status }
    if (this.#response.writableFinished) return known
    return { ...known, outcome: this.#isBroken ? 'failed' : 'aborted' }
  }
}
