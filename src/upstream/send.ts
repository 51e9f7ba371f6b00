import type { Dispatcher } from 'undici'
import { EndOfTurn } from '../end-of-turn.ts'
import type { Presence } from '../presence.ts'
import { type Flow, ReceivedBody, type UpstreamBody } from './body.ts'
import type { Deadlines, Waiting } from './deadlines.ts'
import { endToEndHeaders, isEncoded } from './end-to-end-headers.ts'
import { failureOf } from './failure.ts'
import type { UpstreamFailure, UpstreamRequest, UpstreamResponse } from './message.ts'

/** An answer whose body can also be had whole. */
export interface StreamedResponse extends UpstreamResponse {
  readonly body: UpstreamBody
}

export type Sent = StreamedResponse | UpstreamFailure

/** The request as it leaves: path with query, and all headers, names and values in turn. */
export interface Outgoing {
  readonly method: UpstreamRequest['method']
  readonly path: string
  readonly headers: string[]
  readonly body: Buffer | null
}

/** The way to one server. */
export interface Connections {
  readonly pool: Dispatcher
  /** The wait for response heads, the wait for a free connection included. */
  readonly heads: Deadlines
}

/** Who learns how requests end, before those who sent them do. */
export interface Watch {
  answered(answer: Sent): void
  /** A body that the upstream did not bring to its end. */
  brokeOff(failure: UpstreamFailure): void
}

const ABORTED: UpstreamFailure = { failed: 'aborted', detail: 'CLIENT_GONE' }

/**
 * Sends one request once. It is never repeated: after the first byte the server may have acted on it, and a second
 * POST can create a second prescription.
 *
 * Resolves with the response head, or with why there is none. A client that leaves ends the upstream
 * request at any point, so that its connection is free for the next; a connection in mid-answer is closed by that.
 */
export function send(
  { pool, heads }: Connections,
  outgoing: Outgoing,
  presence: Presence | undefined,
  watch: Watch,
): Promise<Sent> {
  if (presence?.isGone) {
    watch.answered(ABORTED)
    return Promise.resolve(ABORTED)
  }
  return new Promise((resolve) => {
    leaving.add({ pool, outgoing, sending: new Sending(heads, presence, watch, resolve) })
  })
}

/** A pool tells what it cannot send to `sending`; it throws nothing. */
const leaving = new EndOfTurn<{ pool: Dispatcher; outgoing: Outgoing; sending: Sending }>((requests) => {
  for (const { pool, outgoing, sending } of requests) pool.dispatch(outgoing, sending)
})

/** One request on its way, as its connection and its deadline know it. */
class Sending implements Dispatcher.DispatchHandler, Flow, Waiting {
  due = 0
  earlier: Waiting | undefined
  later: Waiting | undefined
  readonly #heads: Deadlines
  readonly #presence: Presence | undefined
  readonly #watch: Watch
  readonly #resolve: (answer: Sent) => void
  readonly #leave = () => this.#stop(ABORTED)
  #controller: Dispatcher.DispatchController | undefined
  #body: ReceivedBody | undefined
  #over: UpstreamFailure | undefined

  constructor(heads: Deadlines, presence: Presence | undefined, watch: Watch, resolve: (answer: Sent) => void) {
    this.#heads = heads
    this.#presence = presence
    this.#watch = watch
    this.#resolve = resolve
    heads.begin(this)
    presence?.onLeave(this.#leave)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Ended while it waited for a connection: nothing has been sent, and nothing will be.
    if (this.#over !== undefined) controller.abort(new Error(this.#over.failed))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    received: Parameters<typeof endToEndHeaders>[0],
  ): void {
    if (status < 200 || this.#over !== undefined) return
    const headers = endToEndHeaders(received)
    if (isEncoded(headers)) {
      this.#stop({ failed: 'protocol', detail: 'CONTENT_ENCODING' })
      return
    }
    this.#heads.end(this)
    this.#body = new ReceivedBody(this)
    this.#answer({ status, headers, body: this.#body })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body?.push(chunk)
  }

  onResponseEnd(): void {
    this.#presence?.offLeave(this.#leave)
    this.#body?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over === undefined) this.#settle(failureOf(error, this.#controller !== undefined))
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    this.#controller?.resume()
  }

  abort(): void {
    this.#stop({ failed: 'aborted', detail: 'DESTROYED' })
  }

  overdue(): void {
    this.#stop({ failed: 'timeout', detail: 'HEAD_DEADLINE' })
  }

  #stop(failure: UpstreamFailure): void {
    if (this.#over !== undefined) return
    this.#settle(failure)
    this.#controller?.abort(new Error(failure.failed))
  }

  #settle(failure: UpstreamFailure): void {
    this.#over = failure
    this.#heads.end(this)
    this.#presence?.offLeave(this.#leave)
    if (this.#body === undefined) {
      this.#answer(failure)
    } else {
      this.#body.fail(failure)
      if (failure.failed !== 'aborted') this.#watch.brokeOff(failure)
    }
  }

  #answer(answer: Sent): void {
    this.#watch.answered(answer)
    this.#resolve(answer)
  }
}
