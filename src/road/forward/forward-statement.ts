import { failureAnswer } from '../../denial/failures.ts'
import { ownAnswer } from '../../denial/outcome.ts'
import { upstreamFailureAnswer } from '../../denial/upstream-failure.ts'
import { upstreamStatusAnswer } from '../../denial/upstream-status.ts'
import { AnswerError } from '../../enforce/bundle/error.ts'
import { publicCapabilities } from '../../enforce/capabilities.ts'
import type { Exchange } from '../../exchange.ts'
import type { CapabilitiesInteraction } from '../../fhir/interaction.ts'
import { writeRequest } from '../../fhir/write/request.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import { Presence } from '../../presence.ts'
import { BrokenBody, isUpstreamFailure } from '../../upstream/failure.ts'
import type { UpstreamFailure } from '../../upstream/message.ts'
import type { Sent } from '../../upstream/send.ts'
import { settled } from '../answers.ts'
import type { RoadParts } from '../parts.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import type { FetchedStatement } from './statements.ts'

/**
 * Answers `metadata` (http.html#capabilities). Only `mode` chooses what is asked for: `_summary` and `_elements` are
 * answered with the whole, as a server may, so that no stranger can make the upstream write another statement each time.
 */
export async function forwardStatement(
  message: ClientMessage,
  interaction: CapabilitiesInteraction,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer> {
  const controls = interaction.controls.filter(({ name }) => name === 'mode')
  const asked = { ...interaction, controls }
  const { answer, upstreamStatus } = await parts.statements.get(controls[0]?.value ?? 'full', async () => {
    const sentAt = performance.now()
    const fetched = await fetchStatement(asked, message, parts)
    exchange.upstreamMs = performance.now() - sentAt
    return fetched
  })
  if (upstreamStatus !== undefined && exchange.upstreamMs !== undefined) exchange.upstreamStatus = upstreamStatus
  return settled(exchange, answer)
}

/** Milliseconds for the body of a statement: of those who wait for it nobody can leave for all, and one that trickles would hold them. */
const MOST_TIME = 60_000

/** Asks though the client may leave: others may be waiting for the same statement. */
async function fetchStatement(
  interaction: CapabilitiesInteraction,
  message: ClientMessage,
  { upstream, publicUrl, publication, discovery }: RoadParts,
): Promise<FetchedStatement> {
  const request = writeRequest(interaction)
  const headers = gatewayHeaders(request.headers, message, publicUrl)
  const everyone = new Presence()
  const sending = upstream.send({ ...request, headers }, everyone)
  const [response, uris] = await Promise.all([sending, discovery.oauthUris()])
  const deadline = setTimeout(() => everyone.leave(), MOST_TIME)
  try {
    return await readStatement(response, uris, publication)
  } finally {
    clearTimeout(deadline)
  }
}

async function readStatement(
  response: Sent,
  uris: Awaited<ReturnType<RoadParts['discovery']['oauthUris']>>,
  publication: RoadParts['publication'],
): Promise<FetchedStatement> {
  if (isUpstreamFailure(response)) return { answer: upstreamFailureAnswer(response, 'capabilities') }
  const upstreamStatus = response.status
  if (upstreamStatus !== 200) {
    response.body.destroy()
    const answer = upstreamStatusAnswer({ status: upstreamStatus, headers: response.headers })
    return { answer: answer ?? failureAnswer('UPSTREAM_UNEXPECTED'), upstreamStatus }
  }
  try {
    const body = await publicCapabilities(response.body, uris, publication)
    return { answer: ownAnswer(200, body), upstreamStatus }
  } catch (error) {
    if (error instanceof BrokenBody) return { answer: upstreamFailureAnswer(inTime(error.failure), 'capabilities') }
    if (!(error instanceof AnswerError)) throw error
    return { answer: upstreamFailureAnswer({ failed: 'protocol', detail: error.name }, 'capabilities') }
  }
}

/** Nobody leaves before the time is over. */
function inTime(failure: UpstreamFailure): UpstreamFailure {
  return failure.failed === 'aborted' ? { ...failure, failed: 'timeout' } : failure
}
