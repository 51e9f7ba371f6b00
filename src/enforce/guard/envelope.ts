import type { JudgeMember } from '../bundle/envelope.ts'
import { echoes } from './self-link-echo.ts'
import type { Visibility } from './visibility.ts'

/** Makes the public address of a page out of the upstream's; undefined when it is no page of ours. */
export type PageLink = (upstreamUrl: string) => string | undefined

const pages = new Set(['next', 'prev', 'previous', 'first', 'last'])
const kept = new Set(['language', 'type', 'timestamp', 'identifier'])

/**
 * Judges what a Bundle says beside its entries: an allow-list, for signatures and extensions speak of what was there
 * before, and the id of a searchset can be the upstream's cursor. Links lead through the gateway. `total` stays only
 * when it counts what the caller may see: where the search was kept within reach, once the upstream's self link shows
 * that it used what it was told (search.html#conformance), for a server that ignored it has counted everybody's.
 */
export function judgeMembers(self: string, visibility: Visibility, pageLink: PageLink): JudgeMember {
  let isShown = visibility.totalIsExact && visibility.echo.length === 0
  let waiting: Buffer | undefined
  return (name, value) => {
    if (kept.has(name)) return 'keep'
    if (name === 'total') {
      if (isShown) return 'keep'
      waiting = Buffer.from(value)
      return 'drop'
    }
    if (name !== 'link') return 'drop'
    const given = readLinks(value)
    isShown ||=
      visibility.totalIsExact && given.some(({ relation, url }) => relation === 'self' && echoes(url, visibility.echo))
    const links = Buffer.from(JSON.stringify(linksOf(given, self, pageLink)))
    return isShown && waiting ? Buffer.concat([links, Buffer.from(',"total":'), waiting]) : links
  }
}

interface Link {
  readonly relation: string
  readonly url: string
}

function linksOf(given: readonly Link[], self: string, pageLink: PageLink): readonly Link[] {
  const others = given.flatMap(({ relation, url }) => {
    const page = pages.has(relation) ? pageLink(url) : undefined
    return page === undefined ? [] : [{ relation, url: page }]
  })
  return [{ relation: 'self', url: self }, ...others]
}

/** The links of a Bundle; anything that is not a link is left out. */
export function readLinks(value: Buffer): readonly Link[] {
  const given: unknown = JSON.parse(value.toString())
  return Array.isArray(given) ? given.filter(isLink) : []
}

function isLink(value: unknown): value is Link {
  const { relation, url } = (value ?? {}) as { relation?: unknown; url?: unknown }
  return typeof relation === 'string' && typeof url === 'string'
}
