import { spanOfMember } from '../../fhir/json/members.ts'
import { type BundleEntryBytes, fullUrlOf, locationOf, membersOf } from '../bundle/entry.ts'
import type { Verdict } from '../bundle/envelope.ts'
import { replaceInEntry } from '../bundle/replace.ts'
import { idOf, memberText } from '../bundle/top-level.ts'
import type { PublicLinks } from '../links.ts'
import { redactedTag } from '../redact/redacted-tag.ts'
import type { GuardCount } from './count.ts'
import type { Release } from './policy-guard.ts'
import type { ShownRows } from './shown-rows.ts'
import type { Visibility } from './visibility.ts'

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
): Verdict {
  // An upstream's own remarks name indexes, servers and other ids (search.html#outcomes).
  if (entry.resource?.resourceType === 'OperationOutcome') return 'drop'
  if (!isVisible(entry, visibility) || !rows.admits(entry)) {
    count.removed++
    return 'drop'
  }
  count.passed++
  return withPublicAddresses(entry, links, entry.resource && visibility.release(entry.resource))
}

function isVisible(entry: BundleEntryBytes, visibility: Visibility): boolean {
  if (entry.resource) return visibility.shows(entry.resource)
  const deleted = deletedType(entry)
  return deleted !== undefined && visibility.showsType(deleted)
}

/** A deletion in a history has no resource; its request names the type (http.html#history). */
function deletedType(entry: BundleEntryBytes): string | undefined {
  const request = membersOf(entry, 'request')
  if (request === undefined || memberText(entry.bytes, request, 'method') !== 'DELETE') return undefined
  return instanceAddress.exec(memberText(entry.bytes, request, 'url') ?? '')?.groups?.type
}

const instanceAddress =
  /(?:^|\/)(?<address>(?<type>[A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?)$/

/**
 * Every address becomes ours. One that leads elsewhere, as when the upstream speaks of itself by a name of its own
 * network, does not leave: the entry is then named by what it holds.
 */
function withPublicAddresses(entry: BundleEntryBytes, links: PublicLinks, release: Release | undefined): Verdict {
  const request = membersOf(entry, 'request')
  const response = membersOf(entry, 'response')
  const url = request && memberText(entry.bytes, request, 'url')
  const changes = {
    ...changed('fullUrl', fullUrlOf(entry), (text) =>
      isUrn(text) ? text : (links.toPublic(text) ?? ownName(entry, links)),
    ),
    ...changed('location', locationOf(entry), (text) => links.toPublic(text)),
    ...changed('url', url, (text) => links.toPublic(text) ?? instanceAddress.exec(text)?.groups?.address),
    ...(release && { resource: release.bytes }),
    ...(release?.redacted && {
      ...changed('etag', response && memberText(entry.bytes, response, 'etag'), (tag) =>
        redactedTag(tag, release.bytes),
      ),
    }),
    ...(spanOfMember(entry.members, 'link') && { link: null }),
    ...(response && spanOfMember(response, 'outcome') && { outcome: null }),
  }
  return Object.keys(changes).length === 0 ? 'keep' : replaceInEntry(entry, changes)
}

/** Names without a place (RFC 8141), as resources have that were never stored. */
function isUrn(text: string): boolean {
  return /^urn:(?:uuid|oid):[0-9A-Za-z.-]{1,64}$/.test(text)
}

function ownName({ resource }: BundleEntryBytes, { publicUrl }: PublicLinks): string | undefined {
  const id = resource && idOf(resource)
  return id === undefined ? undefined : `${publicUrl}/${resource?.resourceType}/${id}`
}

function changed(
  name: string,
  text: string | undefined,
  toPublic: (text: string) => string | undefined,
): Record<string, string | null> {
  const known = text === undefined ? undefined : toPublic(text)
  return known === text ? {} : { [name]: known ?? null }
}
