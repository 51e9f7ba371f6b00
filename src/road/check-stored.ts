import { covers } from '../authorize/confine/covers.ts'
import { checkWritten } from '../authorize/confine/write.ts'
import type { Deny, Permit } from '../authorize/decision.ts'
import { notFoundAnswer } from '../denial/deny.ts'
import { type FailureAnswer, failureAnswer } from '../denial/failures.ts'
import type { OwnAnswer } from '../denial/outcome.ts'
import { refusalAnswer } from '../denial/refusals.ts'
import { answerLimits } from '../enforce/guard/limits.ts'
import type { DeleteInteraction, PatchInteraction, SingleInteraction, UpdateInteraction } from '../fhir/interaction.ts'
import { type JsonBody, readStrict } from '../fhir/json/strict.ts'
import { memberOf } from '../fhir/message.ts'
import { applyPatch } from '../fhir/patch/apply.ts'
import { isRefusal } from '../fhir/refusal.ts'
import { writeRequest } from '../fhir/write/request.ts'
import type { ClientMessage } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import type { ScopeContext } from '../scopes/scope.ts'
import { isUpstreamFailure } from '../upstream/failure.ts'
import { pointsAside } from './check-pointers.ts'
import { lookUp, readOf } from './look-up.ts'
import type { RoadParts } from './parts.ts'

type Change = UpdateInteraction | PatchInteraction | DeleteInteraction

/** What the check of a change comes to: it may be sent in this form, or it is denied, or answered otherwise. */
export type Checked =
  | { readonly send: Permit }
  | { readonly deny: Deny }
  | { readonly answer: OwnAnswer | FailureAnswer }

/**
 * Reads the stored version of what is to be changed with the gateway's own credential, and judges it as it is and as it
 * will be: a record that is not the caller's before or after is not touched (moving a record between patients both
 * exports and imports data). What is sent names the version that was judged, so that nothing can change in between; a
 * patch is applied here and sent as what it makes of the record.
 */
export async function checkStored(
  permit: Permit,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<Checked> {
  const obligation = permit.obligations.find((each) => each.kind === 'check-stored')
  if (obligation === undefined) return checkCreated(permit, message, principal, parts)
  const change = permit.interaction as Change
  const stored = await readStored(change, message, parts)
  if (!('json' in stored)) return { answer: stored }
  const context = contextOf(permit)
  const grants = principal.grants.all(context, change.type, obligation.permission)
  if (!grants.some((grant) => covers(grant, change.type, stored.json.value, parts.authority)))
    return { deny: hiddenOf(permit) }
  // A patch that tests or copies values reads them.
  const reads = permit.requirements.some(({ requirement }) => requirement.permission === 'r')
  const readable = principal.grants.all(context, change.type, 'r')
  if (reads && !readable.some((grant) => covers(grant, change.type, stored.json.value, parts.authority)))
    return { deny: hiddenOf(permit) }
  const { ifMatch } = change.preconditions
  if (ifMatch !== undefined && bare(ifMatch) !== stored.version)
    return { answer: failureAnswer('UPSTREAM_PRECONDITION') }
  if (change.preconditions.ifNoneMatch !== undefined) return { answer: failureAnswer('UPSTREAM_PRECONDITION') }
  const preconditions = { ifMatch: `W/"${stored.version}"` }
  const patient = context === 'patient' ? principal.patient : undefined
  const isAside = async (written: unknown) =>
    patient !== undefined && (await pointsAside(written, stored.json.value, principal, message, parts))
  if (change.kind === 'update' && (await isAside(change.body.value))) return { deny: hiddenOf(permit) }
  if (change.kind !== 'patch') return { send: { ...permit, interaction: { ...change, preconditions } } }
  const patched = applyPatch(stored.json, change, parts.elements())
  if (isRefusal(patched)) return { answer: refusalAnswer(patched) }
  if (!Buffer.isBuffer(patched)) return { answer: failureAnswer('UPSTREAM_UNPROCESSABLE') }
  const body = readStrict(patched, answerLimits)
  if (isRefusal(body)) return { answer: failureAnswer('UPSTREAM_UNPROCESSABLE') }
  if (checkWritten(change.type, body.value, patient, grants, parts.authority)) return { deny: hiddenOf(permit) }
  if (await isAside(body.value)) return { deny: hiddenOf(permit) }
  const { dialect: _, kind: __, ...rest } = change
  return { send: { ...permit, interaction: { ...rest, kind: 'update', body, preconditions } } }
}

/** Nothing is stored of what is created; but what it points to is. */
async function checkCreated(
  permit: Permit,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<Checked> {
  const { interaction, requirements } = permit
  const isConfined = requirements.some(
    ({ requirement, context }) => requirement.role === 'target' && context === 'patient',
  )
  if (interaction.kind !== 'create' || !isConfined || principal.patient === undefined) return { send: permit }
  const isAside = await pointsAside(interaction.body.value, undefined, principal, message, parts)
  return isAside ? { deny: hiddenOf(permit) } : { send: permit }
}

interface Stored {
  readonly json: JsonBody
  readonly version: string
}

/** The stored version; anything else is answered as if there were none, or as the failure it is. */
async function readStored({ type, id }: Change, message: ClientMessage, parts: RoadParts): Promise<Stored | OwnAnswer> {
  const response = await lookUp(writeRequest(readOf({ type, id: id as string })), message, parts)
  if (isUpstreamFailure(response))
    return failureAnswer(response.failed === 'timeout' ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNREACHABLE')
  if (response.status !== 200) {
    response.body.destroy()
    return response.status === 404 || response.status === 410 ? notFoundAnswer : failureAnswer('UPSTREAM_BROKEN')
  }
  const bytes = await response.body.whole(answerLimits.entryBytes)
  const json = Buffer.isBuffer(bytes) ? readStrict(bytes, answerLimits) : undefined
  if (json === undefined || isRefusal(json)) return failureAnswer('UPSTREAM_BROKEN')
  const version = memberOf(memberOf(json.value, 'meta'), 'versionId') ?? bare(response.headers.etag ?? '')
  const isAsked = memberOf(json.value, 'resourceType') === type && memberOf(json.value, 'id') === id
  if (!isAsked || typeof version !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(version))
    return failureAnswer('UPSTREAM_BROKEN')
  return { json, version }
}

function contextOf({ obligations }: Permit): ScopeContext {
  return obligations.find((each) => each.kind === 'check-stored')?.context ?? 'patient'
}

/** The denial of what exists, but not for this caller. */
export function hiddenOf({ interaction, requirements }: Permit): Deny {
  const reason = { code: 'OUTSIDE_COMPARTMENT', detail: 'no scope reaches the resource' } as const
  return { effect: 'deny', interaction: interaction as SingleInteraction, cause: 'compartment', reason, requirements }
}

function bare(tag: string): string {
  return tag.replace(/^(?:W\/)?"(.*)"$/, '$1')
}
