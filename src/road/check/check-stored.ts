import { covers } from '../../authorize/confine/covers.ts'
import { checkWritten } from '../../authorize/confine/write.ts'
import type { Deny, Obligation, Permit } from '../../authorize/decision.ts'
import { denyBy } from '../../authorize/policy/denials.ts'
import { withBodyLabels } from '../../authorize/policy/write.ts'
import { notFoundAnswer } from '../../denial/deny.ts'
import { type FailureAnswer, failureAnswer } from '../../denial/failures.ts'
import type { OwnAnswer } from '../../denial/outcome.ts'
import { refusalAnswer } from '../../denial/refusals.ts'
import { upstreamFailureAnswer } from '../../denial/upstream-failure.ts'
import { answerLimits } from '../../enforce/guard/limits.ts'
import type { Hidden } from '../../enforce/inspect.ts'
import { isRedactedTag } from '../../enforce/redact/redacted-tag.ts'
import type {
  DeleteInteraction,
  OperationInteraction,
  PatchInteraction,
  SingleInteraction,
  UpdateInteraction,
} from '../../fhir/interaction.ts'
import { type JsonBody, readStrict } from '../../fhir/json/strict.ts'
import { memberOf } from '../../fhir/message.ts'
import { applyPatch } from '../../fhir/patch/apply.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { writeRequest } from '../../fhir/write/request.ts'
import type { ClientMessage } from '../../message.ts'
import { patientOf } from '../../scopes/grants.ts'
import type { Principal } from '../../scopes/principal.ts'
import type { Permission } from '../../scopes/scope.ts'
import { isUpstreamFailure } from '../../upstream/failure.ts'
import { lookUp, readOf } from '../forward/look-up.ts'
import type { RoadParts } from '../parts.ts'
import { pointsAtHidden } from './points-at-hidden.ts'
import { pointsOutside } from './points-outside.ts'

type Change = UpdateInteraction | PatchInteraction | DeleteInteraction
type InstanceOperation = OperationInteraction & { readonly type: string }

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
export function checkStored(
  permit: Permit,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Checked | Promise<Checked> {
  const { interaction, obligations } = permit
  const { ifMatch } = interaction.preconditions
  // The upstream has no such version, whatever it may make of the tag.
  if (ifMatch !== undefined && isRedactedTag(ifMatch)) return { answer: failureAnswer('UPSTREAM_PRECONDITION') }
  const obligation = obligations.find((each) => each.kind === 'check-stored')
  if (obligation !== undefined) return checkChange(permit, obligation, message, principal, parts)
  return 'body' in interaction ? checkWrite(permit, message, principal, parts) : { send: permit }
}

async function checkChange(
  permit: Permit,
  obligation: Extract<Obligation, { kind: 'check-stored' }>,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<Checked> {
  const { ifMatch, ifNoneMatch } = permit.interaction.preconditions
  const change = permit.interaction as Change | InstanceOperation
  const stored = await readStored(change, message, parts)
  if (!('json' in stored)) return { answer: stored }
  const resource = stored.json.value
  const { context } = obligation
  const reaches = (permission: Permission) =>
    principal.grants
      .all(context, change.type, permission)
      .some((grant) => covers(grant, change.type, resource, parts.authority))
  // A patch that tests or copies values reads them.
  const reads = permit.requirements.some(({ requirement }) => requirement.permission === 'r')
  if (!reaches(obligation.permission) || (reads && !reaches('r'))) return { deny: hiddenOf(permit) }
  const refused = permit.reach?.stored(resource)
  if (refused) return { deny: hiddenOf(permit, { hiddenBy: refused }) }
  if (change.kind === 'operation') return { send: permit }
  if ((ifMatch !== undefined && bare(ifMatch) !== stored.version) || ifNoneMatch !== undefined)
    return { answer: failureAnswer('UPSTREAM_PRECONDITION') }
  if (await pointsAtHidden(permit, async () => resource, principal, message, parts)) return { deny: hiddenOf(permit) }
  const preconditions = { ifMatch: `W/"${stored.version}"` }
  const patient = patientOf(principal.grants, context)
  const isAside = async (written: unknown) =>
    patient !== undefined && (await pointsOutside(written, resource, context, principal, message, parts))
  if (change.kind === 'update' && (await isAside(change.body.value))) return { deny: hiddenOf(permit) }
  if (change.kind !== 'patch') return { send: { ...permit, interaction: { ...change, preconditions } } }

  const patched = patchedBody(change, stored.json, parts)
  if ('status' in patched) return { answer: patched }
  const grants = principal.grants.all(context, change.type, obligation.permission)
  if (checkWritten(change.type, patched.value, patient, grants, parts.authority)) return { deny: hiddenOf(permit) }
  const unwritable = permit.reach?.written(patched.value)
  if (unwritable) return { deny: hiddenOf(permit, { hiddenBy: unwritable }) }
  if (await isAside(patched.value)) return { deny: hiddenOf(permit) }
  const body = labelledBody(permit, patched)
  if (body === undefined) return { answer: failureAnswer('UPSTREAM_UNPROCESSABLE') }
  const { dialect: _, kind: __, ...rest } = change
  return { send: { ...permit, interaction: { ...rest, kind: 'update', body, preconditions } } }
}

/** What a patch makes of the stored version, or why it makes nothing. */
function patchedBody(patch: PatchInteraction, stored: JsonBody, parts: RoadParts): JsonBody | OwnAnswer {
  const patched = applyPatch(stored, patch, parts.elements())
  if (isRefusal(patched)) return refusalAnswer(patched)
  const body = Buffer.isBuffer(patched) ? readStrict(patched, answerLimits) : undefined
  return body === undefined || isRefusal(body) ? failureAnswer('UPSTREAM_UNPROCESSABLE') : body
}

/** Other writes have got their labels with the decision. */
function labelledBody({ obligations }: Permit, body: JsonBody): JsonBody | undefined {
  const labels = obligations.find((each) => each.kind === 'add-label')?.labels
  return labels === undefined ? body : withBodyLabels(body, labels)
}

/** Where nothing stored is judged, what is pointed to still is. */
async function checkWrite(
  permit: Permit,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<Checked> {
  const { interaction, requirements } = permit
  const readKnown = async () => {
    if ((interaction.kind !== 'update' && interaction.kind !== 'patch') || interaction.id === undefined)
      return undefined
    const stored = await readStored(interaction, message, parts)
    return 'json' in stored ? stored.json.value : undefined
  }
  if (await pointsAtHidden(permit, readKnown, principal, message, parts)) return { deny: hiddenOf(permit) }
  const context = requirements.find(({ requirement }) => requirement.role === 'target')?.context
  if (interaction.kind !== 'create' || context === undefined || patientOf(principal.grants, context) === undefined)
    return { send: permit }
  const isAside = await pointsOutside(interaction.body.value, undefined, context, principal, message, parts)
  return isAside ? { deny: hiddenOf(permit) } : { send: permit }
}

interface Stored {
  readonly json: JsonBody
  readonly version: string
}

/** The stored version; anything else is answered as if there were none, or as the failure it is. */
async function readStored(
  { type, id }: { readonly type: string; readonly id?: string },
  message: ClientMessage,
  parts: RoadParts,
): Promise<Stored | OwnAnswer> {
  const response = await lookUp(writeRequest(readOf({ type, id: id as string })), message, parts)
  if (isUpstreamFailure(response) && response.failed === 'unavailable') return upstreamFailureAnswer(response, 'read')
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

/** The denial of what exists, but not for this caller: by reach of its scopes, or by a rule that says how it looks. */
export function hiddenOf({ interaction, requirements }: Permit, hidden: Hidden = 'hidden'): Deny {
  if (hidden !== 'hidden') return denyBy(hidden.hiddenBy, interaction, requirements)
  const reason = { code: 'OUTSIDE_COMPARTMENT', detail: 'no scope reaches the resource' } as const
  return { effect: 'deny', interaction: interaction as SingleInteraction, cause: 'compartment', reason, requirements }
}

function bare(tag: string): string {
  return tag.replace(/^(?:W\/)?"(.*)"$/, '$1')
}
