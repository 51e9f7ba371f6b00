import { isId } from './identifiers.ts'

/** What a literal reference to a resource of this server names. */
export interface LiteralReference {
  readonly type: string
  readonly id: string
  readonly versionId?: string
}

/** Reads the text of `Reference.reference` or of a reference in a search; undefined when it names nothing of ours. */
export type ReferenceReader = (text: string) => LiteralReference | undefined

const RELATIVE = /^([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/
/** No user, escape, backslash, query or fragment: every reader takes such an address alike. */
const ABSOLUTE = /^https?:\/\/[a-z0-9.\-_:[\]]+\/[a-z0-9.\-_~:@!$&'()*+,;=/]+$/i
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/
const MAX_LENGTH = 2048

/**
 * Makes the reader of literal references (references.html#literal): `Type/id` or `Type/id/_history/version`, relative
 * or below one of our own bases. Everything else names nothing of ours: foreign servers, `urn:uuid:`, `#contained`,
 * conditional references, queries, fragments, escapes, other spellings. Types and ids are compared exactly, so
 * `Patient/1` is neither `Patient/12` nor `patient/1`.
 *
 * @param ownBases all http(s) addresses under which this server's resources are known, ours and the upstream's.
 * @throws TypeError if a base is no absolute http(s) URL.
 */
export function createReferenceReader(ownBases: readonly string[]): ReferenceReader {
  const prefixes = [...new Set(ownBases.map(prefixOf))]
  return (text) => {
    if (text.length > MAX_LENGTH) return undefined
    if (!isHttp(text)) return readRelative(text)
    const address = normalised(text)
    if (address === undefined) return undefined
    for (const prefix of prefixes) {
      const found = address.startsWith(prefix) ? readRelative(address.slice(prefix.length)) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Reads relative references only: there are no bases to know absolute ones by. */
export const relativeReferences = createReferenceReader([])

/** The text of a Reference; undefined for anything else, such as a whole resource in its place. */
export function literalOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (Object.hasOwn(value, 'resourceType') || !Object.hasOwn(value, 'reference')) return undefined
  const { reference } = value as { reference: unknown }
  return typeof reference === 'string' ? reference : undefined
}

function readRelative(text: string): LiteralReference | undefined {
  const match = RELATIVE.exec(text)
  if (match === null) return undefined
  const [, type = '', id = '', versionId] = match
  if (!isId(id)) return undefined
  if (versionId === undefined) return { type, id }
  return isId(versionId) ? { type, id, versionId } : undefined
}

function isHttp(text: string): boolean {
  return /^https?:/i.test(text)
}

/** Origin and path as the URL standard writes them: host in lower case, the scheme's own port left out. */
function normalised(text: string): string | undefined {
  if (!ABSOLUTE.test(text) || DOT_SEGMENT.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname } = new URL(text)
  return origin + pathname
}

function prefixOf(base: string): string {
  const { protocol, origin, pathname } = new URL(base)
  if (!/^https?:$/.test(protocol)) throw new TypeError('a base must be an http(s) URL')
  return `${origin}${pathname.replace(/\/+$/, '')}/`
}
