import type { Log } from '../../observe/log.ts'
import type { BarStore } from '../../store/bar.ts'
import type { Bar, BarKind } from '../../store/store.ts'
import { type BarPlace, readBarRequest, readBarValue } from './bar-request.ts'
import { type AdminReply, type AdminRequest, type AdminRoutes, failure, json } from './routes.ts'

/** What a path of the admin API names, and the kind of bar that it is. */
const lists = {
  blocks: { client: 'client', user: 'user', address: 'address', issuer: 'issuer' },
  revocations: { jti: 'jti', sub: 'sub', client: 'token-client' },
} as const satisfies Record<string, Readonly<Record<string, BarKind>>>
type ListName = keyof typeof lists

const MAX_BODY = 4096

export interface BarRoutesParts {
  readonly bars: Pick<BarStore, 'bar' | 'unbar' | 'bars'>
  readonly log: Pick<Log, 'warn'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The routes by which operators shut callers out and let them in again (docs/admin-api.md). */
export function barRoutes(parts: BarRoutesParts): AdminRoutes {
  return { ...routesOf('blocks', parts), ...routesOf('revocations', parts) }
}

function routesOf(list: ListName, { bars, log, now }: BarRoutesParts): AdminRoutes {
  const kinds: Readonly<Record<string, BarKind>> = lists[list]

  /** Goes on with what the path names, or says what it should have named. */
  async function at({ params }: AdminRequest, go: (place: BarPlace, name: string) => Promise<AdminReply>) {
    const { kind: name = '', value = '' } = params
    if (!Object.hasOwn(kinds, name)) return failure(404, 'there is no such list', Object.keys(kinds).join(', '))
    const place = readBarValue(kinds[name]!, value)
    return 'expected' in place ? failure(400, 'the value is not valid', place.expected) : go(place, name)
  }

  return {
    [`GET /admin/${list}`]: async () => {
      const all = await bars.bars()
      return all === 'unavailable' ? away() : json(200, { [list]: viewsOf(all, kinds) })
    },
    [`GET /admin/${list}/{kind}/{value}`]: (request) =>
      at(request, async ({ kind, value }, name) => {
        const all = await bars.bars()
        if (all === 'unavailable') return away()
        const found = all.find((bar) => bar.kind === kind && bar.value === value)
        return found === undefined ? json(404, { error: 'not found' }) : json(200, viewOf(found, name))
      }),
    [`PUT /admin/${list}/{kind}/{value}`]: (request) =>
      at(request, async (place, name) => {
        const body = await request.json(MAX_BODY)
        if ('reply' in body) return body.reply
        const bar = readBarRequest(place, body.value, now())
        if ('expected' in bar) return failure(400, bar.error, bar.expected)
        const done = await bars.bar(bar)
        if (done === 'unavailable') return away()
        if (done === 'full') return failure(507, 'there are too many entries', 'fewer, or shorter lives')
        log.warn(`${list} changed`, { code: name, state: 'set' })
        return json(200, viewOf(bar, name))
      }),
    [`DELETE /admin/${list}/{kind}/{value}`]: (request) =>
      at(request, async (place, name) => {
        if ((await bars.unbar(place)) === 'unavailable') return away()
        log.warn(`${list} changed`, { code: name, state: 'lifted' })
        return json(200, { kind: name, value: place.value, state: 'lifted' })
      }),
  }
}

function away(): AdminReply {
  return failure(503, 'the store does not answer; it is not known whether anything was changed', 'another try')
}

function viewsOf(bars: readonly Bar[], kinds: Readonly<Record<string, BarKind>>) {
  return Object.entries(kinds).flatMap(([name, kind]) =>
    bars
      .filter((bar) => bar.kind === kind)
      .sort((a, b) => (a.value < b.value ? -1 : 1))
      .map((bar) => viewOf(bar, name)),
  )
}

/** The entry as the API shows it: times as RFC 3339 texts. */
function viewOf({ value, until, issuedBefore, reason }: Bar, kind: string) {
  return {
    kind,
    value,
    until: new Date(until).toISOString(),
    ...(issuedBefore !== undefined && { issuedBefore: new Date(issuedBefore * 1000).toISOString() }),
    ...(reason !== undefined && { reason }),
  }
}
