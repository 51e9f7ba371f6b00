import { type BundleEntryBytes, searchModeOf } from '../bundle/entry.ts'
import { linkedRows } from './linked-rows.ts'
import type { Visibility } from './visibility.ts'

/** Counts the entries of one answer that leave, where there is a limit to them. */
export interface ShownRows {
  /** Whether an entry that may be seen leaves; it then counts. */
  admits(entry: BundleEntryBytes): boolean
}

/** Lets out as many matches as the policy allows, and includes only beside the rows they belong to. */
export function shownRows({ maxResults, linkedBy }: Pick<Visibility, 'maxResults' | 'linkedBy'>): ShownRows {
  const links = linkedBy && linkedRows(linkedBy)
  let matches = 0
  return {
    admits(entry) {
      if (Number.isFinite(maxResults) && searchModeOf(entry) !== 'include') {
        if (matches >= maxResults) return false
        matches++
      }
      if (links === undefined || entry.resource === undefined) return true
      const isAdmitted = links.admits(entry, entry.resource)
      if (isAdmitted) links.show(entry.resource)
      return isAdmitted
    },
  }
}
