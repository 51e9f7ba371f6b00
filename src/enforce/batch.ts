import type { Permit } from '../authorize/decision.ts'
import { answersWithBundle } from '../authorize/operations.ts'
import { batchEntry } from '../denial/batch-entry.ts'
import { notFoundAnswer } from '../denial/deny.ts'
import type { OwnAnswer } from '../denial/outcome.ts'
import { upstreamStatusAnswer } from '../denial/upstream-status.ts'
import type { SingleInteraction } from '../fhir/interaction.ts'
import type { Denied } from '../policy/verdict.ts'
import { type BundleEntryBytes, membersOf } from './bundle/entry.ts'
import { AnswerError } from './bundle/error.ts'
import { createBundleRewriter } from './bundle/rewriter.ts'
import { memberText } from './bundle/top-level.ts'
import { guardBundleBytes } from './guard/bundle.ts'
import type { PageLink } from './guard/envelope.ts'
import { countPassed } from './guard/guard-count.ts'
import { answerLimits } from './guard/limits.ts'
import type { Release } from './guard/policy-guard.ts'
import { emptyIsHidden, visibilityOf } from './guard/visibility.ts'
import type { Inspection } from './inspect.ts'
import { redactedTag } from './redact/redacted-tag.ts'

/** One place in the answer to a batch or transaction: forwarded under a permit, or answered by the gateway itself. */
export type Slot = ForwardedSlot | { readonly own: Buffer }

export interface ForwardedSlot {
  readonly permit: Permit
  readonly self: string
  readonly pageLink: PageLink
  /** The answer in the place of a resource that the policy hides. */
  hide(denied: Denied): OwnAnswer
}

/** The whole answer when nothing was forwarded: every place is the gateway's own. */
export function ownResponse(kind: 'batch' | 'transaction', slots: readonly Slot[]): Buffer {
  const entries = slots.flatMap((slot) => ('own' in slot ? [slot.own.toString()] : []))
  const list = entries.length > 0 ? `,"entry":[${entries.join(',')}]` : ''
  return Buffer.from(`{"resourceType":"Bundle","type":"${kind}-response"${list}}`)
}

/**
 * Makes the rewriter of an upstream's batch-response: each of its entries is judged by the decision on the entry it
 * answers, and the gateway's own answers are put back at their places (http.html#transaction-response: same order).
 */
export function guardBatch(
  kind: 'batch' | 'transaction',
  slots: readonly Slot[],
  inspection: Omit<Inspection, 'self' | 'pageLink'>,
) {
  const forwarded = slots.flatMap((slot, index) => ('permit' in slot ? [index] : []))
  const ownBetween = (from: number, to: number) =>
    slots.slice(from, to).flatMap((slot) => ('own' in slot ? [slot.own] : []))
  let answered = 0
  const rewriter = createBundleRewriter(answerLimits, {
    onMember(name, value) {
      if (name !== 'type') return 'drop'
      if (value.toString() !== `"${kind}-response"`) throw new AnswerError('wrong-type', `not a ${kind}-response`)
      return 'keep'
    },
    onEntry(entry) {
      const at = forwarded[answered]
      if (at === undefined) throw new AnswerError('malformed', 'more entries than were asked for')
      const before = ownBetween(answered === 0 ? 0 : (forwarded[answered - 1] as number) + 1, at)
      answered++
      const after = answered === forwarded.length ? ownBetween(at + 1, slots.length) : []
      const slot = slots[at] as ForwardedSlot
      return joined([
        ...before,
        guardEntry(entry, slot, { ...inspection, self: slot.self, pageLink: slot.pageLink }),
        ...after,
      ])
    },
  })
  return {
    push: (chunk: Buffer) => rewriter.push(chunk),
    hold: (bytes: number, expected: number) => rewriter.hold(bytes, expected),
    end() {
      const rest = rewriter.end()
      if (answered !== forwarded.length) throw new AnswerError('malformed', 'fewer entries than were asked for')
      return rest
    },
  }
}

function guardEntry(entry: BundleEntryBytes, { permit, hide }: ForwardedSlot, inspection: Inspection): Buffer {
  const response = membersOf(entry, 'response')
  const text = response && memberText(response, 'status')
  const status = /^[1-5]\d\d(?: |$)/.test(text ?? '') ? Number.parseInt(text as string, 10) : undefined
  if (!response || status === undefined) throw new AnswerError('malformed', 'an entry without a status')
  const failure = upstreamStatusAnswer({ status, headers: {} })
  if (failure) return batchEntry(failure)
  const interaction = permit.interaction as SingleInteraction
  const leaving = visibleResource(entry, interaction, permit, inspection)
  const resource = leaving?.bytes
  if (resource === undefined && (['read', 'vread', 'history'] as const).some((kind) => kind === interaction.kind))
    return batchEntry(hiddenAnswer(entry, permit, inspection, hide))
  const location = memberText(response, 'location')
  const etag = weakTag(memberText(response, 'etag'))
  const told = {
    status: text,
    location: location === undefined ? undefined : inspection.links.toPublic(location),
    etag: leaving?.redacted && etag !== undefined ? redactedTag(etag, leaving.bytes) : etag,
    lastModified: memberText(response, 'lastModified'),
  }
  const rest = `"response":${JSON.stringify(told)}}`
  return resource && !interaction.head
    ? Buffer.concat([Buffer.from('{"resource":'), resource, Buffer.from(`,${rest}`)])
    : Buffer.from(`{${rest}`)
}

/** A rule may say how its refusal looks; whatever else is hidden looks as if it were not there. */
function hiddenAnswer(
  { resource }: BundleEntryBytes,
  permit: Permit,
  { grants, authority }: Inspection,
  hide: ForwardedSlot['hide'],
): OwnAnswer {
  const isList = permit.interaction.kind === 'history'
  const denied = resource && !isList ? visibilityOf(permit, grants, authority).denialOf(resource) : undefined
  return denied ? hide(denied) : notFoundAnswer
}

function visibleResource(
  entry: BundleEntryBytes,
  interaction: SingleInteraction,
  permit: Permit,
  inspection: Inspection,
): Release | undefined {
  const { resource } = entry
  if (!resource || interaction.kind === 'delete' || permit.obligations.some(({ kind }) => kind === 'no-body'))
    return undefined
  const bytes = resource.members.own
  const visibility = visibilityOf(permit, inspection.grants, inspection.authority)
  const isList = interaction.kind === 'search' || interaction.kind === 'history'
  if (
    isList ||
    (interaction.kind === 'operation' && (answersWithBundle(interaction) || resource.resourceType === 'Bundle'))
  ) {
    const before = inspection.count.passed
    const guarded = guardBundleBytes(bytes, { ...inspection, visibility })
    return inspection.count.passed === before && emptyIsHidden(interaction, visibility)
      ? undefined
      : { bytes: guarded, redacted: false }
  }
  if (!visibility.shows(resource)) {
    inspection.count.removed++
    return undefined
  }
  const release = visibility.release(resource)
  countPassed(inspection.count, release)
  return release ?? { bytes, redacted: false }
}

/** An entity tag as HTTP has it (http.html#versioning): some servers give the bare version, with or without quotes. */
function weakTag(text: string | undefined): string | undefined {
  const version = text && /^"?([A-Za-z0-9\-.]{1,64})"?$/.exec(text)?.[1]
  return version ? `W/"${version}"` : text
}

function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [COMMA, part])))
}

const COMMA = Buffer.from(',')
