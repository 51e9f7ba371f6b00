import { expectClean, typesToldBy } from '../clean.ts'
import { ask, everyByteOf, type Heard, masked } from './ask.ts'
import { allMarks, type Caller, marksOpenTo } from './callers.ts'
import { about, aboutNobody, type Filled, fill, namedBy } from './fill.ts'
import { marksIn } from './marks.ts'
import type { Place } from './place.ts'
import type { Way } from './ways/way.ts'

const atOnce = 4
const mostPages = 6

/** Something that an answer gave away, or the lack of something that it should hold. */
export interface Finding {
  readonly what: string
  readonly request: string
}

export interface Swept {
  readonly findings: readonly Finding[]
  /** How many ways gave something of what the caller may see. */
  readonly fruitful: number
}

/** Sends each way as `caller`: about what is theirs, about what they must not see, and about what is not there. */
export async function sweep(place: Place, caller: Caller, ways: readonly Way[]): Promise<Swept> {
  const open = marksOpenTo(caller, place.world)
  const hidden = new Set([...allMarks(place.world)].filter((mark) => !open.has(mark)))
  const token = await place.token(caller)
  const findings: Finding[] = []
  let fruitful = 0

  const probe = async (filled: Filled): Promise<Heard> => {
    const first = await ask(place.base(), token, filled)
    const named = marksIn(requestOf(filled))
    const say = (what: string) => findings.push({ what, request: requestOf(filled).slice(0, 600) })
    let page: Heard | undefined = first
    const found: string[] = []
    let pages = 0
    while (page !== undefined) {
      const foreign = [...marksIn(everyByteOf(page))].filter((mark) => hidden.has(mark) && !named.has(mark))
      if (foreign.length > 0) say(`shows ${foreign.map((mark) => whose(place, mark)).join(', ')}`)
      if (page.status >= 500 && !/ 5\d\d$/.test(behind(place, page)))
        say(`is answered ${page.status} after ${behind(place, page)}`)
      try {
        const told = typesToldBy(caller.scope)
        expectClean(page, { base: place.base(), upstream: place.recorder().url, told, path: filled.path })
      } catch (error) {
        say(`is not clean: ${(error as Error).message.slice(0, 300)}`)
      }
      const next = nextOf(page)
      found.push(...matchesIn(page))
      pages++
      if (next === undefined || pages === mostPages) break
      page = await ask(place.base(), token, { method: 'GET', path: next, headers: {} })
    }
    const total = totalOf(first)
    if (
      total !== undefined &&
      pages < mostPages &&
      !/_count=0|_summary=count/.test(requestOf(filled)) &&
      total !== found.length
    )
      say(`counts ${total} where ${found.length} are shown`)
    return first
  }

  const each = async (way: Way): Promise<void> => {
    const { world } = place
    const heard = await probe(fill(way, about(world, 'a')))
    if (heard.status === 200 && [...marksIn(heard.text)].some((mark) => open.has(mark))) fruitful++
    const spoken = namedBy(way, world, caller.victim)
    if (spoken.length === 0) return
    const victims = fill(way, about(world, caller.victim))
    const of = await probe(victims)
    if (spoken.some((record) => caller.sees(record, world.version) !== undefined)) return
    const absent = fill(way, aboutNobody(world, caller.victim))
    const never = await probe(absent)
    // What they see may refer to it: that it is there, they know.
    const named = [...marksIn(requestOf(victims)), ...marksIn(requestOf(absent))]
    if (named.some((mark) => open.has(mark))) return
    const [told, expected] = [masked(of, named), masked(never, named)]
    if (told !== expected)
      findings.push({
        what: `tells the hidden from the absent: ${difference(told, expected)}`,
        request: requestOf(victims),
      })
  }

  const waiting = [...ways]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let way = waiting.shift(); way !== undefined; way = waiting.shift()) await each(way)
    }),
  )
  return { findings, fruitful }
}

/** What was asked of the server behind for an answer, and how it answered. */
function behind({ recorder }: Place, { headers }: Heard): string {
  const asked = recorder().under(headers.get('x-request-id') ?? '')
  return asked.map(({ method, target, status }) => `${method} ${target} ${status}`).join(', ')
}

function requestOf({ method, path, headers, body = '' }: Filled): string {
  return [`${method} ${decoded(path)}`, ...Object.entries(headers).map((pair) => pair.join(': ')), body].join(' ')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function whose({ world }: Place, mark: string): string {
  const of = world.records.find(({ id, resource }) => id === mark || marksIn(JSON.stringify(resource)).has(mark))
  return of === undefined ? mark : `${mark} of ${of.owner}'s ${of.type}`
}

interface Found {
  readonly resourceType?: string
  readonly type?: string
  readonly total?: number
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly {
    readonly resource?: { readonly id?: string }
    readonly search?: { readonly mode?: string }
  }[]
}

function bundleOf({ text }: Heard): Found | undefined {
  if (!text.includes('"searchset"')) return undefined
  try {
    const body = JSON.parse(text) as Found
    return body.resourceType === 'Bundle' && body.type === 'searchset' ? body : undefined
  } catch {
    return undefined
  }
}

const nextOf = (heard: Heard) => bundleOf(heard)?.link?.find(({ relation }) => relation === 'next')?.url
const totalOf = (heard: Heard) => bundleOf(heard)?.total
const matchesIn = (heard: Heard) =>
  (bundleOf(heard)?.entry ?? [])
    .filter(({ search }) => search?.mode === undefined || search.mode === 'match')
    .map(({ resource }) => resource?.id ?? '')

function difference(told: string, expected: string): string {
  const at = [...told].findIndex((letter, index) => letter !== expected[index])
  const from = Math.max(0, at - 60)
  return `${JSON.stringify(told.slice(from, at + 120))} instead of ${JSON.stringify(expected.slice(from, at + 120))}`
}
