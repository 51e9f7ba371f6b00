import type { BundleEntry, BundleInteraction } from '../interaction.ts'
import { commonOf, type Language, type Message, memberOf, resourceOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { readEntry } from './read-entry.ts'

/**
 * POST [base] with a batch or transaction (http.html#transaction). Every entry is read by the functions that read a
 * request alone. An unreadable entry of a batch keeps its place as a Refusal; in a transaction it refuses the whole.
 * Other Bundle types are not executed: servers guess at their meaning (http.html#other-bundles).
 */
export function readBundle(message: Message, language: Language): BundleInteraction | Refusal {
  if (message.ifNoneExist !== undefined) return refuse('HEADER_NOT_SUPPORTED', 'If-None-Exist belongs to a create')
  const foreign = message.pairs.find(({ name }) => name !== '_pretty')
  if (foreign) return refuse('PARAMETER_UNKNOWN', 'a parameter beside a Bundle')
  const body = resourceOf(message, 'Bundle')
  if (isRefusal(body)) return body
  const kind = memberOf(body.value, 'type')
  if (kind !== 'batch' && kind !== 'transaction')
    return refuse('BUNDLE_TYPE', 'Bundle.type is neither batch nor transaction')
  const items = memberOf(body.value, 'entry') ?? []
  if (!Array.isArray(items)) return refuse('ENTRY_MALFORMED', 'Bundle.entry is not a list')
  if (items.length > language.limits.bundleEntries) {
    return refuse('BUNDLE_TOO_LARGE', `${items.length} entries; at most ${language.limits.bundleEntries}`)
  }
  const entries: BundleEntry[] = []
  const fullUrls = new Set<string>()
  for (const [index, item] of items.entries()) {
    const entry = readEntry(item, index, body, kind, language)
    if (kind === 'transaction' && isRefusal(entry.interaction)) return { ...entry.interaction, entry: index }
    // References between entries are resolved by fullUrl, so in a transaction it names one entry (bundle.html, bdl-7).
    if (kind === 'transaction' && entry.fullUrl !== undefined) {
      if (fullUrls.has(entry.fullUrl)) return refuse('ENTRY_MALFORMED', 'another entry has the same fullUrl', index)
      fullUrls.add(entry.fullUrl)
    }
    entries.push(entry)
  }
  return { kind, entries, ...commonOf(message) }
}
