import type { Members } from '../../fhir/json/members.ts'
import { type Edit, splice } from '../../fhir/json/splice.ts'
import { type BundleEntryBytes, membersOf } from './entry.ts'

/** What to write for a part of an entry that is there: other text, or `null` to leave the member out. Absent: as it is. */
export interface EntryChanges {
  readonly fullUrl?: string | null
  /** `response.location` (bundle-definitions.html#Bundle.entry.response.location). */
  readonly location?: string | null
  /** `response.etag`. */
  readonly etag?: string | null
  /** `request.url`, as histories have it. */
  readonly url?: string | null
  /** The array, as JSON. */
  readonly link?: Buffer | null
  /** The whole resource, as JSON. */
  readonly resource?: Buffer
  /** `response.outcome`, which can only be left out. */
  readonly outcome?: null
}

/**
 * The entry with some members written anew; every other byte as it was. Members that the entry does not have are not added.
 * @throws AnswerError if `location` or `url` is to change and what it is a member of is no object.
 */
export function replaceInEntry(entry: BundleEntryBytes, changes: EntryChanges): Buffer {
  const edits = editsOf(entry.members, {
    fullUrl: jsonText(changes.fullUrl),
    link: changes.link,
    resource: changes.resource,
  })
  if (changes.location !== undefined) edits.push(...innerEdits(entry, 'response', 'location', changes.location))
  if (changes.etag !== undefined) edits.push(...innerEdits(entry, 'response', 'etag', changes.etag))
  if (changes.url !== undefined) edits.push(...innerEdits(entry, 'request', 'url', changes.url))
  if (changes.outcome === null) edits.push(...innerEdits(entry, 'response', 'outcome', null))
  return edits.length === 0 ? entry.bytes : splice(entry.bytes, edits)
}

function innerEdits(entry: BundleEntryBytes, outer: string, name: string, text: string | null): Edit[] {
  const members = membersOf(entry, outer)
  return members === undefined ? [] : editsOf(members, { [name]: jsonText(text) })
}

/** The edits that give members other values, or with `null` remove them. */
function editsOf(members: Members, values: Readonly<Record<string, Buffer | null | undefined>>): Edit[] {
  const { names, offsets } = members
  const edits: Edit[] = []
  let anyStays = false
  for (let index = 0; index < names.length; index++) {
    const [nameStart, start, end, nextName] = offsets.slice(index * 3, index * 3 + 4) as [
      number,
      number,
      number,
      number | undefined,
    ]
    const value = Object.hasOwn(values, names[index]!) ? values[names[index]!] : undefined
    if (value === null) {
      // A member goes together with the comma before it or, when nothing before it stays, with the one after it.
      edits.push({ span: anyStays ? [offsets[index * 3 - 1]!, end] : [nameStart, nextName ?? end], bytes: NOTHING })
    } else {
      anyStays = true
      if (value) edits.push({ span: [start, end], bytes: value })
    }
  }
  return edits
}

function jsonText(text: string | null | undefined): Buffer | null | undefined {
  return typeof text === 'string' ? Buffer.from(JSON.stringify(text)) : text
}

const NOTHING = Buffer.alloc(0)
