import type { Edit } from '../../fhir/json/splice.ts'

/** Writes the members and entries that are left as one well-formed object, whatever was dropped between them. */
export interface BundleOutput {
  /** From now on ranges are of these bytes. What was taken of the bytes before must have been collected. */
  readFrom(bytes: Buffer): void
  /** A member, with its name and colon. */
  member(...parts: Buffer[]): void
  /** An entry as it came, but for these edits. Neighbours that both stay are written as one piece. */
  keepEntry(start: number, end: number, edits: readonly Edit[]): void
  entry(bytes: Buffer): void
  closeEntries(): void
  /** After at least one member: a resource has its type. */
  close(): void
  /** The pieces written since the last call: in part views of the bytes read from. */
  collect(): Buffer[]
}

const COMMA = 0x2c
const BRACE_OPEN = Buffer.from('{')
const BRACE_CLOSE = Buffer.from('}')
const SEPARATOR = Buffer.from(',')
const ENTRIES_OPEN = Buffer.from('"entry":[')
const ENTRIES_CLOSE = Buffer.from(']')

export function createOutput(): BundleOutput {
  let pieces: Buffer[] = []
  let source: Buffer = BRACE_OPEN
  let runStart = 0
  let runEnd = 0
  let hasMembers = false
  let hasEntries = false

  function endRun() {
    if (runEnd > runStart) pieces.push(source.subarray(runStart, runEnd))
    runStart = runEnd = 0
  }

  function beginMember() {
    pieces.push(hasMembers ? SEPARATOR : BRACE_OPEN)
    hasMembers = true
  }

  /** FHIR has no empty arrays (json.html), so `entry` begins with the first entry that is left. */
  function beginEntries() {
    beginMember()
    pieces.push(ENTRIES_OPEN)
    hasEntries = true
  }

  function beginKept(start: number) {
    if (runEnd > 0 && start === runEnd + 1) return
    endRun()
    runStart = start
    if (!hasEntries) beginEntries()
    else if (source[start - 1] === COMMA) runStart = start - 1
    else pieces.push(SEPARATOR)
  }

  return {
    readFrom(bytes) {
      source = bytes
    },
    member(...parts) {
      beginMember()
      pieces.push(...parts)
    },
    keepEntry(start, end, edits) {
      beginKept(start)
      for (const { span, bytes } of edits) {
        if (span[0] > runStart) pieces.push(source.subarray(runStart, span[0]))
        if (bytes.length > 0) pieces.push(bytes)
        runStart = span[1]
      }
      runEnd = end
    },
    entry(bytes) {
      endRun()
      if (hasEntries) pieces.push(SEPARATOR)
      else beginEntries()
      pieces.push(bytes)
    },
    closeEntries() {
      endRun()
      if (hasEntries) pieces.push(ENTRIES_CLOSE)
    },
    close() {
      pieces.push(BRACE_CLOSE)
    },
    collect() {
      endRun()
      const collected = pieces
      pieces = []
      return collected
    },
  }
}
