import fc from 'fast-check'
import type { Answer } from '../../src/message.ts'
import { request } from './arbitrary-request.ts'
import { base, type Gateway, messageOf, type Request } from './gateway.ts'

/** What the caller does next. */
export type Step =
  | { readonly do: 'ask'; readonly request: Request }
  /** Follows a link of the newest answer that has one. */
  | { readonly do: 'follow'; readonly relation: 'next' | 'previous' }
  /** Follows a link that was given to someone who sees everything. */
  | { readonly do: 'borrow'; readonly request: Request }
  /** Follows a link of the caller's own making. */
  | { readonly do: 'forge'; readonly path: string; readonly query: string }

const everyone = fc.constantFrom('/Observation?_count=1', '/Patient?_count=1', '/Encounter?_count=2')

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: request.map((one): Step => ({ do: 'ask', request: one })) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('next', 'next', 'previous')
      .map((relation): Step => ({ do: 'follow', relation: relation as 'next' })),
  },
  { weight: 1, arbitrary: everyone.map((target): Step => ({ do: 'borrow', request: { method: 'GET', target } })) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('forge' as const),
      path: fc.constantFrom('Observation', 'Patient'),
      query: fc.constantFrom('', '_summary=count'),
    }),
  },
)

/** What the caller sees of an answer. */
export interface Observed {
  readonly status: number
  readonly headers: unknown
  readonly body: string
}

/** One caller at one gateway, with the pages that were offered. */
export function visitor(gateway: Gateway, scopes: string) {
  const offered = new Map<string, string>()
  async function ask(asked: Request, as = scopes): Promise<Observed> {
    const answer = await gateway(messageOf(asked, as))
    return { status: answer.status, headers: answer.headers, body: await textOf(answer) }
  }
  async function perform(now: Step): Promise<Observed | undefined> {
    switch (now.do) {
      case 'ask':
        return remember(await ask(now.request))
      case 'follow': {
        const url = offered.get(now.relation)
        return url === undefined ? undefined : remember(await ask({ method: 'GET', target: url }))
      }
      case 'borrow': {
        const theirs = linksIn((await ask(now.request, 'system/*.rs')).body).get('next')
        return ask({ method: 'GET', target: theirs ?? '/?_page=none' })
      }
      case 'forge': {
        const page = { path: now.path, query: now.query, asked: `/${now.path}?${now.query}` }
        return ask({ method: 'GET', target: `/?_page=${Buffer.from(JSON.stringify(page)).toString('base64url')}` })
      }
    }
  }
  function remember(observed: Observed): Observed {
    for (const [relation, url] of linksIn(observed.body)) offered.set(relation, url)
    return observed
  }
  return async (now: Step) => {
    const observed = await perform(now)
    return observed && masked(observed)
  }
}

async function textOf({ body }: Answer): Promise<string> {
  if (body === null) return ''
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body.toString()
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** The page links of a Bundle, below the base. */
function linksIn(body: string): ReadonlyMap<string, string> {
  if (!body.startsWith('{')) return new Map()
  const { link } = JSON.parse(body) as { link?: { relation: string; url: string }[] }
  const pages = Array.isArray(link) ? link.filter(({ url }) => url?.includes('_page=')) : []
  return new Map(pages.map(({ relation, url }) => [relation, `/${url.slice(base.length)}`]))
}

/** Only how long a cursor is can be told; all that else differs between two runs (ids, times) is fixed for the test. */
function masked({ body, ...rest }: Observed): Observed {
  return { ...rest, body: body.replace(/_page=([\w.~-]+)/g, (_, token: string) => `_page=(${token.length})`) }
}
