import { failureAnswer } from '../../denial/failures.ts'
import { upstreamFailureAnswer } from '../../denial/upstream-failure.ts'
import { upstreamStatusAnswer } from '../../denial/upstream-status.ts'
import type { Exchange } from '../../exchange.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import { isUpstreamFailure } from '../../upstream/failure.ts'
import type { StreamedResponse } from '../../upstream/send.ts'
import { failed } from '../answers.ts'
import type { RoadParts } from '../parts.ts'
import { lookUp } from './look-up.ts'

/** Asks the upstream; anything but a success is answered here, in our own words. */
export async function ask(
  request: WrittenRequest,
  message: ClientMessage,
  exchange: Exchange,
  parts: RoadParts,
): Promise<StreamedResponse | Answer> {
  const interaction = exchange.interaction ?? 'read'
  const sentAt = performance.now()
  const response = await lookUp(request, message, parts)
  exchange.upstreamMs = performance.now() - sentAt
  if (isUpstreamFailure(response)) return failed(exchange, upstreamFailureAnswer(response, interaction))
  exchange.upstreamStatus = response.status
  if (response.status >= 200 && response.status <= 204 && response.status !== 202 && response.status !== 203)
    return response
  const telling = response.status === 400 || response.status === 422
  const body = telling ? await response.body.whole(64 * 1024) : undefined
  if (!telling) response.body.destroy()
  const answer = upstreamStatusAnswer({ ...response, body: Buffer.isBuffer(body) ? body : undefined })
  return failed(exchange, answer ?? failureAnswer('UPSTREAM_UNEXPECTED'))
}
