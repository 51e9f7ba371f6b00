import { type BundleRewriter, createBundleRewriter } from '../bundle/rewriter.ts'
import type { PublicLinks } from '../links.ts'
import { judgeEntry } from './entry.ts'
import { judgeMembers, type PageLink } from './envelope.ts'
import type { GuardCount } from './guard-count.ts'
import { answerLimits } from './limits.ts'
import { shownRows } from './shown-rows.ts'
import type { Visibility } from './visibility.ts'

/** What the guard of one answer works with. */
export interface BundleGuard {
  readonly visibility: Visibility
  readonly links: PublicLinks
  readonly pageLink: PageLink
  /** The address of this answer, for its self link. */
  readonly self: string
  readonly count: GuardCount
}

/** Makes the rewriter that lets out of a searchset or history what the caller may see (security.html: results are filtered). */
export function guardBundle({ visibility, links, pageLink, self, count }: BundleGuard): BundleRewriter {
  const rows = shownRows(visibility)
  const isCut = Number.isFinite(visibility.maxResults)
  return createBundleRewriter(answerLimits, {
    onEntry: (entry) => judgeEntry(entry, visibility, links, count, rows),
    // A further page would lead beyond what may be had.
    onMember: judgeMembers(self, visibility, isCut ? () => undefined : pageLink),
  })
}

/** The same for a Bundle that is in memory as a whole, such as a search's in the answer of a batch. @throws AnswerError */
export function guardBundleBytes(bytes: Buffer, guard: BundleGuard): Buffer {
  const rewriter = guardBundle(guard)
  return Buffer.concat([...rewriter.push(bytes), ...rewriter.end()])
}
