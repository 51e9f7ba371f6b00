import type { PathWalker } from '../fhir/path-walker.ts'
import { type Period, readPeriod } from '../fhir/period.ts'
import { isRecord } from './constraint-value.ts'

/** A period, and whether it stands in the calendar of a place that is not said: a date, or several, without a time. */
interface Span extends Period {
  readonly isLocal: boolean | 'in part'
}

/** The local time of a place is within this many hours of UTC. */
const FARTHEST = 14 * 3_600_000

/** How what is found stands to what is wanted (search.html#prefix). Each that holds for two times holds for all between. */
const comparisons: Readonly<Record<string, (found: Period, wanted: Period) => boolean>> = {
  eq: isWithin,
  gt: (found, wanted) => found.last > wanted.last,
  lt: (found, wanted) => found.first < wanted.first,
  ge: (found, wanted) => isWithin(found, wanted) || found.last > wanted.last,
  le: (found, wanted) => isWithin(found, wanted) || found.first < wanted.first,
  sa: (found, wanted) => found.first > wanted.last,
  eb: (found, wanted) => found.last < wanted.first,
}

function isWithin(found: Period, wanted: Period): boolean {
  return wanted.first <= found.first && found.last <= wanted.last
}

/**
 * Reads a date of any precision, or a time with its zone, after one of the prefixes `eq gt lt ge le sa eb`
 * (search.html#date) into a test of one value of an element. Where only one of the two says a time zone, the test holds
 * when it does in whatever zone the other was meant. `ne` and `ap` are no ranges, and undefined, as any other text is.
 */
export function readDateTest(text: string): ((value: unknown) => boolean) | undefined {
  const [, prefix = 'eq', date = ''] = /^(eq|gt|lt|ge|le|sa|eb)?(\d.*)$/.exec(text) ?? []
  const wanted = readSpan(date)
  const stands = comparisons[prefix]
  if (wanted === undefined || stands === undefined) return undefined
  return (value) => {
    const found = spanOf(value)
    if (found === undefined) return false
    if (found.isLocal === wanted.isLocal) return stands(found, wanted)
    return [-FARTHEST, FARTHEST].every((by) => stands({ first: found.first + by, last: found.last + by }, wanted))
  }
}

/** The branches of a date parameter's expression that lead to dates: some lead to texts as well. */
export function toDates({ branches }: PathWalker): PathWalker {
  const isText = (path: PathWalker['branches'][number]) =>
    path.steps.some((step) => step.kind === 'element' && step.as === 'string')
  return { branches: branches.filter((path) => !isText(path)) }
}

/** What a date, dateTime, instant or Period covers; a Period without one of its ends goes on for ever. */
function spanOf(value: unknown): Span | undefined {
  if (typeof value === 'string') return readSpan(value)
  if (!isRecord(value)) return undefined
  const { start, end } = value
  const ends = [start, end].filter((each) => each !== undefined).map((each) => readSpan(each))
  const isRead = ends.length > 0 && ends.every((each) => each !== undefined)
  if (!isRead) return undefined
  const first = start === undefined ? Number.NEGATIVE_INFINITY : (ends.at(0) as Span).first
  const last = end === undefined ? Number.POSITIVE_INFINITY : (ends.at(-1) as Span).last
  const local = ends.filter((each) => each?.isLocal)
  return first > last
    ? undefined
    : { first, last, isLocal: local.length === ends.length || (local.length > 0 && 'in part') }
}

/** A time of day without a zone is none (datatypes.html#dateTime). */
function readSpan(text: unknown): Span | undefined {
  if (typeof text !== 'string') return undefined
  const isLocal = !text.includes('T')
  if (!isLocal && !/(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const period = readPeriod(text)
  return period && { ...period, isLocal }
}
