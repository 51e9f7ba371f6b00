import { isRecord } from './constraint-value.ts'

/** A token of a search: both absent never; `system: null` asks for a code that has no system. */
interface WantedToken {
  readonly system?: string | null
  readonly code?: string
}

interface Coded {
  readonly code?: string
  readonly system?: string
  /** A code, boolean or string element: its system is in its binding, out of sight here. */
  readonly plain?: true
}

/** ContactPoint.system is a code of its own, not the system of the value. */
const CONTACT_SYSTEMS = new Set(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'])

/**
 * Reads `code`, `system|code`, `|code` or `system|` (search.html#token) into a test of one value of an element.
 * Codes and systems are compared exactly. A code element has no system to compare, so a test that names one fails there.
 *
 * @param parts the value split at its `|`, unescaped; undefined when it has none of the four forms.
 */
export function readTokenTest(parts: readonly string[]): ((value: unknown) => boolean) | undefined {
  const wanted = readWanted(parts)
  return wanted && ((value) => codedIn(value).some((coded) => isWanted(coded, wanted)))
}

function readWanted([first = '', second, ...more]: readonly string[]): WantedToken | undefined {
  if (more.length > 0) return undefined
  if (second === undefined) return first === '' ? undefined : { code: first }
  if (second === '') return first === '' ? undefined : { system: first }
  return { system: first === '' ? null : first, code: second }
}

function isWanted(coded: Coded, { system, code }: WantedToken): boolean {
  if (code !== undefined && coded.code !== code) return false
  if (system === undefined) return true
  if (coded.plain) return false
  return system === null ? coded.system === undefined : coded.system === system
}

/** What a value of a token parameter says: a code, boolean, Coding, CodeableConcept, CodeableReference, Identifier or ContactPoint. */
function codedIn(value: unknown): readonly Coded[] {
  if (typeof value === 'string') return [{ code: value, plain: true }]
  if (typeof value === 'boolean') return [{ code: String(value), plain: true }]
  if (!isRecord(value)) return []
  const concept = value.concept ?? value
  if (isRecord(concept) && concept.coding !== undefined) {
    return Array.isArray(concept.coding) ? concept.coding.flatMap((coding) => codingOf(coding, 'code')) : []
  }
  return codingOf(value, typeof value.value === 'string' && value.code === undefined ? 'value' : 'code')
}

function codingOf(value: unknown, name: 'code' | 'value'): readonly Coded[] {
  if (!isRecord(value)) return []
  const { system, [name]: code } = value
  if (!isText(system) || !isText(code)) return []
  const coded = code === undefined ? {} : { code }
  if (system === undefined) return [coded]
  return name === 'value' && CONTACT_SYSTEMS.has(system) ? [{ ...coded, plain: true }] : [{ ...coded, system }]
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
