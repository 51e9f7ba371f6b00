import { randomUUID } from 'node:crypto'
import type { Resource } from './resource.ts'

/** A result that is handed out page by page. */
export interface SavedResult {
  readonly type: 'searchset' | 'history'
  readonly pageSize: number
  readonly total: number | undefined
  readonly length: number
  /** The entries of one page, what rides along included. */
  entries(offset: number, count: number): readonly BundleEntry[]
}

export interface BundleEntry {
  readonly fullUrl?: string
  readonly resource?: Resource
  readonly [element: string]: unknown
}

/** Results under unguessable names. Whoever knows a name reads the pages: no one is asked who they are. */
export interface Pages {
  save(result: SavedResult): string
  find(cursor: string): SavedResult | undefined
}

const MOST_RESULTS = 1000

/** Keeps the newest results; the oldest give way. */
export function createPages(): Pages {
  const results = new Map<string, SavedResult>()
  return {
    save: (result) => {
      const cursor = randomUUID()
      results.set(cursor, result)
      const [oldest] = results.keys()
      if (results.size > MOST_RESULTS && oldest !== undefined) results.delete(oldest)
      return cursor
    },
    find: (cursor) => results.get(cursor),
  }
}
