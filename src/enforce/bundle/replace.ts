import type { Members } from '../../fhir/json/members.ts'
import { type Edit, splice } from '../../fhir/json/splice.ts'
import { type BundleEntryBytes, membersOf } from './entry.ts'

/** What to write in place of a part that the entry has: other text, or `null` to leave the member out. Absent: as it is. */
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
 * The edits that write some members anew. Members that the entry does not have are not added.
 * @throws AnswerError if `location` or `url` is to change and what it is a member of is no object.
 */
export function replaceInEntry(entry: BundleEntryBytes, changes: EntryChanges): readonly Edit[] {
  const edits = editsOf(entry.members, {
    fullUrl: jsonText(changes.fullUrl),
    link: changes.link,
    resource: changes.resource,
  })
  if (changes.location !== undefined) edits.push(...innerEdits(entry, 'response', 'location', changes.location))
  if (changes.etag !== undefined) edits.push(...innerEdits(entry, 'response', 'etag', changes.etag))
  if (changes.url !== undefined) edits.push(...innerEdits(entry, 'request', 'url', changes.url))
  if (changes.outcome === null) edits.push(...innerEdits(entry, 'response', 'outcome', null))
  return edits
}

/** A copy of the entry's own bytes, edited. */
export function editedEntry({ bytes: own, members: { start } }: BundleEntryBytes, edits: readonly Edit[]): Buffer {
  return splice(
    own,
    edits.map(({ span, bytes }) => ({ span: [span[0] - start, span[1] - start], bytes })),
  )
}

function innerEdits(entry: BundleEntryBytes, outer: string, name: string, text: string | null): Edit[] {
  const members = membersOf(entry, outer)
  return members === undefined ? [] : editsOf(members, { [name]: jsonText(text) })
}

/** The edits that give members other values, or with `null` remove them. */
function editsOf(members: Members, values: Readonly<Record<string, Buffer | null | undefined>>): Edit[] {
  const { names } = members
  const spans = members.spans()
  const edits: Edit[] = []
  let anyStays = false
  for (const [index, { name, value }] of spans.entries()) {
    const given = Object.hasOwn(values, names[index]!) ? values[names[index]!] : undefined
    if (given === null) {
      // A member goes together with the comma before it or, when nothing before it stays, with the one after it.
      const next = spans[index + 1]?.name ?? value[1]
      edits.push({ span: anyStays ? [spans[index - 1]!.value[1], value[1]] : [name, next], bytes: NOTHING })
    } else {
      anyStays = true
      if (given) edits.push({ span: value, bytes: given })
    }
  }
  return edits
}

function jsonText(text: string | null | undefined): Buffer | null | undefined {
  return typeof text === 'string' ? Buffer.from(JSON.stringify(text)) : text
}

const NOTHING = Buffer.alloc(0)
