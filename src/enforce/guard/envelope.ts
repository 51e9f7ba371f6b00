import type { JudgeMember } from '../bundle/envelope.ts'
import type { Visibility } from './visibility.ts'

/** Makes the public address of a page out of the upstream's; undefined when it is no page of ours. */
export type PageLink = (upstreamUrl: string) => string | undefined

const pages = new Set(['next', 'prev', 'previous', 'first', 'last'])
const kept = new Set(['id', 'meta', 'language', 'type', 'timestamp', 'identifier'])

/**
 * Judges what a Bundle says beside its entries: an allow-list, for signatures and extensions speak of what was there
 * before. `total` stays only when it counts what the caller may see; links lead through the gateway.
 */
export function judgeMembers(self: string, visibility: Visibility, pageLink: PageLink): JudgeMember {
  return (name, value) => {
    if (kept.has(name)) return 'keep'
    if (name === 'total') return visibility.totalIsExact ? 'keep' : 'drop'
    if (name === 'link') return linksOf(value, self, pageLink)
    return 'drop'
  }
}

function linksOf(value: Buffer, self: string, pageLink: PageLink): Buffer {
  const links: { relation: string; url: string }[] = [{ relation: 'self', url: self }]
  const given: unknown = JSON.parse(value.toString())
  for (const link of Array.isArray(given) ? given : []) {
    const { relation, url } = (link ?? {}) as { relation?: unknown; url?: unknown }
    if (typeof relation !== 'string' || typeof url !== 'string' || !pages.has(relation)) continue
    const page = pageLink(url)
    if (page !== undefined) links.push({ relation, url: page })
  }
  return Buffer.from(JSON.stringify(links))
}
