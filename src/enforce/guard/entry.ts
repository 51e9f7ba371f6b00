import type { Members } from '../../fhir/json/members.ts'
import type { Edit } from '../../fhir/json/splice.ts'
import { type BundleEntryBytes, membersOf } from '../bundle/entry.ts'
import { type EntryChanges, replaceInEntry } from '../bundle/replace.ts'
import type { EntryVerdict } from '../bundle/rewriter.ts'
import { idOf, memberText } from '../bundle/top-level.ts'
import type { PublicLinks } from '../links.ts'
import { redactedTag } from '../redact/redacted-tag.ts'
import { countPassed, type GuardCount } from './guard-count.ts'
import type { Release } from './policy-guard.ts'
import type { ShownRows } from './shown-rows.ts'
import type { Visibility } from './visibility.ts'

/** How an entry leaves: not at all, as it came, or edited. */
type JudgedEntry = Exclude<EntryVerdict, Buffer>

/**
 * Judges one entry of a searchset or history, whatever its `search.mode` says of it: an upstream may add what it finds
 * relevant (search.html#Introduction). What stays keeps its bytes, but for addresses, which become ours.
 */
export function judgeEntry(
  entry: BundleEntryBytes,
  visibility: Visibility,
  links: PublicLinks,
  count: GuardCount,
  rows: ShownRows,
): JudgedEntry {
  // An upstream's own remarks name indexes, servers and other ids (search.html#outcomes).
  if (entry.resource?.resourceType === 'OperationOutcome') return 'drop'
  if (!isVisible(entry, visibility) || !rows.admits(entry)) {
    count.removed++
    return 'drop'
  }
  const release = entry.resource && visibility.release(entry.resource)
  countPassed(count, release)
  return withPublicAddresses(entry, links, release)
}

function isVisible(entry: BundleEntryBytes, visibility: Visibility): boolean {
  if (entry.resource) return visibility.shows(entry.resource)
  const deleted = deletedType(entry)
  return deleted !== undefined && visibility.showsType(deleted)
}

/** A deletion in a history has no resource; its request names the type (http.html#history). */
function deletedType(entry: BundleEntryBytes): string | undefined {
  const request = membersOf(entry, 'request')
  if (request === undefined || memberText(request, 'method') !== 'DELETE') return undefined
  return instanceAddress.exec(memberText(request, 'url') ?? '')?.groups?.type
}

const instanceAddress =
  /(?:^|\/)(?<address>(?<type>[A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?)$/

/**
 * Every address becomes ours. One that leads elsewhere, as when the upstream speaks of itself by a name of its own
 * network, does not leave: the entry is then named by what it holds.
 */
function withPublicAddresses(entry: BundleEntryBytes, links: PublicLinks, release: Release | undefined): JudgedEntry {
  const request = membersOf(entry, 'request')
  const response = membersOf(entry, 'response')
  const etag = release?.redacted && response ? memberText(response, 'etag') : undefined
  const changes: Changes = {}
  const fullUrl = makePublic('fullUrl', entry.members, entry, links, changes)
  const location = response && makePublic('location', response, entry, links, changes)
  const url = request && makePublic('url', request, entry, links, changes)
  if (release) changes.resource = release.bytes
  if (release && etag !== undefined) changes.etag = redactedTag(etag, release.bytes)
  if (entry.members.has('link')) changes.link = null
  if (response?.has('outcome')) changes.outcome = null
  if (request === undefined && response === undefined && isEmpty(changes)) {
    return fullUrl === undefined ? 'keep' : { edits: [fullUrl] }
  }
  const edits = [fullUrl, location, url].filter((edit) => edit !== undefined)
  edits.push(...replaceInEntry(entry, changes))
  return edits.length === 0 ? 'keep' : { edits: edits.sort((a, b) => a.span[0] - b.span[0]) }
}

type Changes = { -readonly [name in keyof EntryChanges]: EntryChanges[name] }

/** What makes one address ours: an edit where only the base has to change; otherwise all of it does, which is put down with the changes. */
function makePublic(
  member: 'fullUrl' | 'location' | 'url',
  owner: Members,
  entry: BundleEntryBytes,
  links: PublicLinks,
  changes: Changes,
): Edit | undefined {
  const span = owner.spanOf(member)
  const rebased = span && links.rebased(owner.bytes, span)
  if (span === undefined || rebased !== undefined) return rebased
  const text = memberText(owner, member) as string
  const known = publicText(member, text, entry, links)
  if (known !== text) changes[member] = known ?? null
  return undefined
}

function publicText(
  member: 'fullUrl' | 'location' | 'url',
  text: string,
  entry: BundleEntryBytes,
  links: PublicLinks,
): string | undefined {
  if (member === 'fullUrl' && isUrn(text)) return text
  const known = links.toPublic(text)
  if (known !== undefined || member === 'location') return known
  return member === 'fullUrl' ? ownName(entry, links) : instanceAddress.exec(text)?.groups?.address
}

function isEmpty(changes: Changes): boolean {
  for (const _ in changes) return false
  return true
}

/** Names without a place (RFC 8141), as resources have that were never stored. */
function isUrn(text: string): boolean {
  return /^urn:(?:uuid|oid):[0-9A-Za-z.-]{1,64}$/.test(text)
}

function ownName({ resource }: BundleEntryBytes, { publicUrl }: PublicLinks): string | undefined {
  const id = resource && idOf(resource)
  return id === undefined ? undefined : `${publicUrl}/${resource?.resourceType}/${id}`
}
