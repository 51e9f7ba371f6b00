import type { FailureAnswer } from '../../denial/failures.ts'
import type { OwnAnswer } from '../../denial/outcome.ts'

/** What came of asking the upstream for its CapabilityStatement. */
export interface FetchedStatement {
  readonly answer: OwnAnswer | FailureAnswer
  /** Absent when the upstream gave no answer at all. */
  readonly upstreamStatus?: number
}

/** CapabilityStatements as they were last made public, by mode. */
export interface Statements {
  /** The statement that is there, or what `fetch` finds; many callers at once ask the upstream once. */
  get(mode: string, fetch: () => Promise<FetchedStatement>): Promise<FetchedStatement>
}

/** Milliseconds: anyone may ask and statements are large, so that the upstream is asked at most this often. */
const FRESH_FOR = 60_000
/** How long the last good one serves while the upstream gives none, and how long it is then left alone. */
const KEPT_FOR = 3_600_000
const ASK_AGAIN_AFTER = 5_000

interface Kept {
  readonly answer: OwnAnswer
  readonly until: number
  askAt: number
}

/** @param monotonic milliseconds on a clock that never goes back. */
export function createStatements(monotonic: () => number): Statements {
  const kept = new Map<string, Kept>()
  const underWay = new Map<string, Promise<FetchedStatement>>()

  async function refresh(mode: string, fetch: () => Promise<FetchedStatement>): Promise<FetchedStatement> {
    const fetched = await fetch()
    const now = monotonic()
    const last = kept.get(mode)
    if (!('code' in fetched.answer)) {
      kept.set(mode, { answer: fetched.answer, askAt: now + FRESH_FOR, until: now + KEPT_FOR })
      return fetched
    }
    if (last === undefined || now >= last.until) return fetched
    last.askAt = now + ASK_AGAIN_AFTER
    return { ...fetched, answer: last.answer }
  }

  return {
    async get(mode, fetch) {
      const known = kept.get(mode)
      if (known !== undefined && monotonic() < known.askAt) return { answer: known.answer }
      const asking = underWay.get(mode) ?? refresh(mode, fetch).finally(() => underWay.delete(mode))
      underWay.set(mode, asking)
      return asking
    },
  }
}
