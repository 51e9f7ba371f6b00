import { readBearer } from '../authn/bearer.ts'
import { type AuthenticationFailure, isAuthenticationFailure } from '../authn/failure.ts'
import { authorize, permitPublic } from '../authorize/authorize.ts'
import type { Decision } from '../authorize/decision.ts'
import type { DocumentName } from '../discovery/discovery.ts'
import type { BundleInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { interpret } from '../fhir/interpret/interpret.ts'
import { isRefusal, type Refusal, refuse } from '../fhir/refusal.ts'
import type { Target } from '../fhir/target.ts'
import type { Circumstances } from '../policy/question.ts'
import { acceptTarget, documentAt, isOpenPath } from '../road/accept.ts'
import { circumstancesOf } from '../road/circumstances.ts'
import type { Principal } from '../scopes/principal.ts'
import type { ExplainParts } from './parts.ts'
import { type RecordedQuestion, recordingQuestions } from './recorded-questions.ts'

/** A request as it would come over the wire. */
export interface ExplainedRequest {
  readonly method: string
  /** The target from the root of the server, mount path included, undecoded. */
  readonly target: string
  /** Names and values alternating. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer | undefined
  /** The client's address; absent = the gateway's own machine. */
  readonly address?: string
  /** When it comes, milliseconds since the epoch; absent = now. */
  readonly now?: number
}

/** Who asks; a failure when the token is not accepted. */
export type Caller = Principal | AuthenticationFailure

export type Judged = Refusal | AuthenticationFailure | { readonly document: DocumentName } | Decided

export interface Decided {
  readonly interaction: SingleInteraction | BundleInteraction
  readonly decision: Decision
  /** What the policy was asked so far; what it is asked later of single resources is added. */
  readonly asked: readonly RecordedQuestion[]
  /** Absent on the paths that are open to everyone. */
  readonly principal?: Principal
}

/** Walks the road up to the decision, with the functions of its stages and in their order (src/pipeline.ts). */
export function judge(request: ExplainedRequest, caller: Caller, parts: ExplainParts): Judged {
  const target = acceptTarget(request, parts)
  if (isRefusal(target)) return target
  if (isOpenPath(request, target)) {
    const document = documentAt(target)
    if (document) return { document }
    const interaction = read(request, target, parts)
    return isRefusal(interaction)
      ? interaction
      : { interaction, decision: permitPublic(interaction as SingleInteraction), asked: [] }
  }
  const inHeader = readBearer(['authorization', 'Bearer given'], target.query)
  if (isAuthenticationFailure(inHeader)) return inHeader
  if (isAuthenticationFailure(caller)) return caller
  const interaction = read(request, target, parts)
  if (isRefusal(interaction)) return interaction
  const { now = parts.now(), address = LOOPBACK } = request
  const from = { headers: headersOf(request), remoteAddress: address }
  const circumstances = circumstancesOf(from, { now: () => now, authority: parts.authority })
  return { interaction, ...decide(interaction, caller, circumstances, parts), principal: caller }
}

/** Decides as the road does, and listens to what the policy is asked for it. */
export function decide(
  interaction: SingleInteraction | BundleInteraction,
  principal: Principal,
  circumstances: Circumstances,
  { authority }: Pick<ExplainParts, 'authority'>,
): { readonly decision: Decision; readonly asked: readonly RecordedQuestion[] } {
  const asked: RecordedQuestion[] = []
  const rules = authority.rules && recordingQuestions(authority.rules, asked)
  return { decision: authorize(interaction, principal, { ...authority, rules }, circumstances), asked }
}

function read(
  { method, rawHeaders, body }: ExplainedRequest,
  target: Target,
  { limits, language }: ExplainParts,
): SingleInteraction | BundleInteraction | Refusal {
  if (body && body.length > limits.body) return refuse('BODY_TOO_LARGE', `more than ${limits.body} bytes`)
  const header = (name: string) => headerOf(rawHeaders, name)
  const interaction = interpret({ method, target, header, body }, language)
  if (isRefusal(interaction) || interaction.kind !== 'page') return interaction
  return refuse('PAGE_UNKNOWN', 'only the running gateway that gave a page link can open it')
}

/** Repeated headers are joined, as RFC 9110 §5.3 has it; those that must not be repeated have been refused. */
function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
  return values.length > 0 ? values.join(', ') : undefined
}

/** An explanation is asked for at the gateway itself. */
const LOOPBACK = '127.0.0.1'

function headersOf({ rawHeaders }: ExplainedRequest): Readonly<Record<string, string>> {
  const names = new Set(rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()))
  return Object.fromEntries([...names].map((name) => [name, headerOf(rawHeaders, name) as string]))
}
