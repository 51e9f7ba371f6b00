import { readForm } from '../form-pairs.ts'
import type { Subscribed } from '../interaction.ts'
import { type Language, memberOf } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import type { SearchQuery } from '../search/query.ts'
import { readCondition } from '../search/read.ts'
import { splitWrittenSearch } from '../search/written-search.ts'

const everything: SearchQuery = { criteria: [], includes: [], sort: [], controls: [], closed: [] }

/** Members of R4 and R4B that say nothing of what is sent, beside `criteria` itself (subscription.html#resource). */
const plain: Readonly<Record<'top' | 'meta' | 'channel', ReadonlySet<string>>> = {
  top: new Set([
    ...['resourceType', 'id', 'meta', 'language', 'text', 'status', 'contact', 'end', 'reason', 'error'],
    ...['criteria', 'channel'],
  ]),
  meta: new Set(['versionId', 'lastUpdated', 'source', 'security', 'tag']),
  channel: new Set(['type', 'endpoint', 'payload', 'header']),
}

/**
 * Reads what a Subscription will be sent. The server looks for it later, with its own rights, so its criteria are read as
 * the search that they are (subscription.html#resource). Where a topic says it (R5, the R4 backport), or anything that is
 * not read here, such as an extension or a profile, it may be everything. A payload without content tells no less: that
 * something matched.
 *
 * @param resource parsed JSON of any shape.
 * @returns refused with `SUBSCRIPTION_CRITERIA` where the criteria cannot be read, or have more than criteria.
 */
export function readSubscribed(resource: unknown, language: Language): Subscribed | Refusal {
  const { definitions, limits } = language
  if (definitions.version === 'R5' || saysMore(resource)) return { type: '*', query: everything }
  const criteria = memberOf(resource, 'criteria')
  const search = typeof criteria === 'string' ? splitWrittenSearch(criteria, definitions) : undefined
  if (search === undefined) return refuse('SUBSCRIPTION_CRITERIA', 'the criteria are not a search on a type')
  const { type } = search
  if (search.query === '') return { type, query: everything }
  const pairs = readForm(search.query, limits.parameters)
  const query = isRefusal(pairs) ? pairs : readCondition(pairs, type, definitions, limits)
  return isRefusal(query) ? refuse('SUBSCRIPTION_CRITERIA', query.detail) : { type, query }
}

function saysMore(resource: unknown): boolean {
  const meta = memberOf(resource, 'meta')
  const channel = memberOf(resource, 'channel')
  return !(has(resource, plain.top) && has(meta, plain.meta) && has(channel, plain.channel))
}

function has(node: unknown, known: ReadonlySet<string>): boolean {
  if (node === undefined) return true
  return (
    typeof node === 'object' &&
    node !== null &&
    !Array.isArray(node) &&
    Object.keys(node).every((name) => known.has(name))
  )
}
