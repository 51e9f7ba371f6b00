import { spanOfMember } from '../../fhir/json/members.ts'
import { type BundleEntryBytes, fullUrlOf, locationOf, membersOf } from '../bundle/entry.ts'
import type { Verdict } from '../bundle/envelope.ts'
import { replaceInEntry } from '../bundle/replace.ts'
import { memberText } from '../bundle/top-level.ts'
import type { PublicLinks } from '../links.ts'
import type { GuardCount } from './count.ts'
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
): Verdict {
  // An upstream's own remarks name indexes, servers and other ids (search.html#outcomes).
  if (entry.resource?.resourceType === 'OperationOutcome') return 'drop'
  if (!isVisible(entry, visibility)) {
    count.removed++
    return 'drop'
  }
  count.passed++
  return withPublicAddresses(entry, links)
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
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(
    memberText(entry.bytes, request, 'url') ?? '',
  )?.[1]
}

function withPublicAddresses(entry: BundleEntryBytes, links: PublicLinks): Verdict {
  const request = membersOf(entry, 'request')
  const url = request && memberText(entry.bytes, request, 'url')
  const changes = {
    ...changed('fullUrl', fullUrlOf(entry), links),
    ...changed('location', locationOf(entry), links),
    ...changed('url', url, links),
    ...(spanOfMember(entry.members, 'link') && { link: null }),
  }
  return Object.keys(changes).length === 0 ? 'keep' : replaceInEntry(entry, changes)
}

function changed(name: string, url: string | undefined, links: PublicLinks): Record<string, string> {
  const known = url === undefined ? undefined : links.toPublic(url)
  return known === undefined || known === url ? {} : { [name]: known }
}
