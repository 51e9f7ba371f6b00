import type { ReferenceReader } from '../../fhir/reference.ts'
import type { UpstreamBody } from '../../upstream/body.ts'
import { type BundleEntryBytes, searchModeOf } from '../bundle/entry.ts'
import { AnswerError } from '../bundle/error.ts'
import { editedEntry } from '../bundle/replace.ts'
import { createBundleRewriter } from '../bundle/rewriter.ts'
import type { PublicLinks } from '../links.ts'
import { judgeEntry } from './entry.ts'
import { readLinks } from './envelope.ts'
import type { GuardCount } from './guard-count.ts'
import { answerLimits } from './limits.ts'
import { nameOf } from './linked-rows.ts'
import { pointersIn } from './pointers-in.ts'
import type { Visibility } from './visibility.ts'

/** An entry of a searchset or history that may leave. */
export interface Found {
  /** `Type/id`; empty where there is no resource, as for a deletion. */
  readonly name: string
  /** The entry as it leaves. */
  readonly bytes: Buffer
  /** What it points to, as it leaves, as `Type/id`. */
  pointers(): readonly string[]
  /** Whether the policy redacted it. */
  readonly redacted: boolean
}

export interface FoundMatch extends Found {
  /** Its place among all matches of the upstream's page, hidden ones counted. */
  readonly at: number
}

/** What the caller may see of one page of the upstream. */
export interface FoundPage {
  readonly matches: readonly FoundMatch[]
  readonly includes: readonly Found[]
  /** The upstream's own address of what follows. */
  readonly next: string | undefined
  /** How many of those that were looked at must not be seen. */
  readonly removed: number
}

export interface PageGuard {
  readonly visibility: Visibility
  readonly links: PublicLinks
  readonly readReference: ReferenceReader
}

/** Bytes of what is visible on one page of the upstream; beyond them it fails closed. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Reads one page of a search or history whole and keeps what the caller may see of it.
 *
 * @param skip so many matches were gone through before.
 * @throws AnswerError, BrokenBody when it cannot be read.
 */
export async function readFoundPage(body: UpstreamBody, skip: number, guard: PageGuard): Promise<FoundPage> {
  const { visibility, links, readReference } = guard
  const matches: FoundMatch[] = []
  const includes: Found[] = []
  let next: string | undefined
  let [gone, removed] = [0, 0]
  let bytes = 0

  function take(entry: BundleEntryBytes): void {
    if (entry.resource?.resourceType === 'OperationOutcome') return
    const isMatch = searchModeOf(entry) !== 'include'
    const at = isMatch ? gone++ : 0
    if (isMatch && at < skip) return
    const count: GuardCount = { passed: 0, removed: 0 }
    const verdict = judgeEntry(entry, visibility, links, count, everything)
    removed += count.removed
    if (verdict === 'drop') return
    // The bytes are a view of a chunk that goes.
    const own = editedEntry(entry, verdict === 'keep' ? [] : verdict.edits)
    bytes += own.length
    if (bytes > MOST_BYTES) throw new AnswerError('too-large', 'a page')
    const pointers = () => pointersIn(JSON.parse(own.toString()), readReference)
    const name = entry.resource ? nameOf(entry.resource) : ''
    const found = { name, bytes: own, pointers, redacted: count.redacted !== undefined }
    if (isMatch) matches.push({ ...found, at })
    else includes.push(found)
  }

  const rewriter = createBundleRewriter(answerLimits, {
    onEntry(entry) {
      take(entry)
      return 'drop'
    },
    onMember(name, value) {
      if (name === 'link') next = readLinks(value).find(({ relation }) => relation === 'next')?.url
      return 'drop'
    },
  })
  for await (const chunk of body) rewriter.push(chunk)
  rewriter.end()
  return { matches, includes, next, removed }
}

const everything = { admits: () => true }
