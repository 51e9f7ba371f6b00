import type { Dispatcher } from 'undici'
import type { Presence } from '../presence.ts'
import { type BodySink, createBody, type UpstreamBody } from './body.ts'
import { failureOf } from './failure.ts'
import { endToEndHeaders, isEncoded } from './head.ts'
import type { UpstreamFailure, UpstreamRequest, UpstreamResponse } from './message.ts'

/** An answer whose body can also be had whole. */
export interface StreamedResponse extends UpstreamResponse {
  readonly body: UpstreamBody
}

/** The request as it leaves: path with query, and all headers. */
export interface Outgoing {
  readonly method: UpstreamRequest['method']
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  /** Milliseconds from now to the response head, waiting for a free connection included. */
  readonly headWithin: number
}

const ABORTED: UpstreamFailure = { failed: 'aborted', detail: 'CLIENT_GONE' }

/**
 * Sends one request once. It is never repeated: after the first byte the server may have acted on it, and a second
 * POST can create a second prescription.
 *
 * Resolves with the response head, or with why there is none. A client that leaves ends the upstream
 * request at any point, so that its connection is free for the next; a connection in mid-answer is closed by that.
 *
 * @param brokeOff told of a body that the upstream did not bring to its end.
 */
export function send(
  pool: Dispatcher,
  outgoing: Outgoing,
  presence: Presence | undefined,
  brokeOff: (failure: UpstreamFailure) => void = () => {},
) {
  return new Promise<StreamedResponse | UpstreamFailure>((resolve) => {
    if (presence?.isGone) return resolve(ABORTED)
    let controller: Dispatcher.DispatchController | undefined
    let sink: BodySink | undefined
    let over: UpstreamFailure | undefined

    const deadline = setTimeout(() => stop({ failed: 'timeout', detail: 'HEAD_DEADLINE' }), outgoing.headWithin)
    const leave = () => stop(ABORTED)
    presence?.onLeave(leave)

    function stop(failure: UpstreamFailure): void {
      if (over !== undefined) return
      settle(failure)
      controller?.abort(new Error(failure.failed))
    }
    function settle(failure: UpstreamFailure): void {
      over = failure
      clearTimeout(deadline)
      presence?.offLeave(leave)
      if (sink === undefined) {
        resolve(failure)
      } else {
        sink.fail(failure)
        if (failure.failed !== 'aborted') brokeOff(failure)
      }
    }

    pool.dispatch(
      {
        method: outgoing.method,
        path: outgoing.path,
        headers: outgoing.headers as Record<string, string>,
        body: outgoing.body,
      },
      {
        onRequestStart(started) {
          controller = started
          // Ended while it waited for a connection: nothing has been sent, and nothing will be.
          if (over !== undefined) started.abort(new Error(over.failed))
        },
        onResponseStart(flow, status, rawHeaders) {
          if (status < 200 || over !== undefined) return
          const headers = endToEndHeaders(rawHeaders)
          if (isEncoded(headers)) return stop({ failed: 'protocol', detail: 'CONTENT_ENCODING' })
          clearTimeout(deadline)
          sink = createBody({
            pause: () => flow.pause(),
            resume: () => flow.resume(),
            abort: () => stop({ failed: 'aborted', detail: 'DESTROYED' }),
          })
          resolve({ status, headers, body: sink.body })
        },
        onResponseData(_flow, chunk) {
          sink?.push(chunk)
        },
        onResponseEnd() {
          presence?.offLeave(leave)
          sink?.end()
        },
        onResponseError(_flow, error) {
          if (over === undefined) settle(failureOf(error, controller !== undefined))
        },
      },
    )
  })
}
