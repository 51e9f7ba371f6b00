import type { BundleEntryBytes } from '../../../src/enforce/bundle/entry.ts'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { createBundleRewriter } from '../../../src/enforce/bundle/rewriter.ts'
import { randomFrom } from '../../fixtures/random.ts'
import { all, type Grammar, many, maybe, mostly, one } from '../engine/grammar.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'
import { jsonName, jsonObject, jsonValue } from '../grammars/json.ts'
import { readSlowly } from '../reference/json.ts'

const LIMITS = { entryBytes: 1024 * 1024, memberBytes: 1024 * 1024, depth: 32 }
const COMPARED = 16 * 1024

const space = one('', '', '', ' ', '\n  ')
const resource: Grammar = mostly(
  all(
    '{"resourceType":"',
    one('Patient', 'Observation', 'Bundle'),
    '"',
    maybe(all(',', jsonName, ':', jsonValue)),
    '}',
  ),
  jsonObject,
  'null',
)
const entry: Grammar = mostly(
  all(
    '{',
    many(
      one(
        all('"resource":', resource),
        all('"fullUrl":"http://a.example/', one('Patient/1', ''), '"'),
        '"search":{"mode":"include"}',
        all(jsonName, ':', space, jsonValue),
      ),
      0,
      3,
      all(space, ',', space),
    ),
    '}',
  ),
  jsonValue,
)
const entries: Grammar = all(
  '"entry":',
  space,
  '[',
  many(all(entry, space), 0, 4, all(',', space)),
  mostly(']', ',]', '', '}'),
)
const member: Grammar = one(entries, entries, all(jsonName, ':', space, jsonValue))
const bundle: Grammar = all(
  '{',
  one('"resourceType":"Bundle",', '', '"resourceType":"\\u0042undle",'),
  many(member, 1, 3, all(space, ',', space)),
  mostly(one('', ',"resourceType":"Bundle"'), ',"resourceType":"Patient"'),
  mostly('}', '}}', '', ',}', '}\n{}'),
)

/** What was made of it, or why nothing may be. */
interface Rewritten {
  readonly text?: string
  readonly seen?: readonly string[]
  readonly failed?: string
}

/** Keeps two entries of three. */
const stays = (index: number) => index % 3 !== 1

function rewritten(input: Buffer, cuts: readonly number[]): Rewritten {
  const seen: string[] = []
  const onEntry = ({ bytes, index }: BundleEntryBytes) => {
    seen.push(bytes.toString())
    return stays(index) ? 'keep' : 'drop'
  }
  const rewriter = createBundleRewriter(LIMITS, { onEntry, onMember: () => 'keep' })
  try {
    const out: Buffer[] = []
    for (const [index, from] of cuts.entries()) {
      out.push(...rewriter.push(Buffer.from(input.subarray(from, cuts[index + 1] ?? input.length))))
    }
    out.push(...rewriter.end())
    return { text: Buffer.concat(out).toString(), seen }
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error
    return { failed: error.message }
  }
}

/**
 * What a stream is rewritten to is what parsing the whole, leaving the same entries out and writing it comes to, wherever
 * the stream is cut; what a second reader takes for a Bundle is not refused.
 */
export const bundleRewriter = target<Rewritten>({
  name: 'bundle',
  longest: 1024 * 1024,
  within: 500,
  weight: 8,
  grammar: bundle,
  words: ['"entry":[', '"resource":{', '"resourceType":"Bundle"', '},{', ']}', '"entr\\u0079":[', '{}', '"link":[{}],'],
  read: (input) => rewritten(input, [0]),
  check(input, whole) {
    const again = rewritten(input, cutsOf(input))
    equal(again.text, whole.text, 'chunks make no difference')
    equal(again.failed === undefined, whole.failed === undefined, 'chunks make no difference to what is refused')
    if (input.length > COMPARED) return whole.failed === undefined ? 'long' : 'failed'
    const slowly = readSlowly(input, LIMITS.depth)?.value as Record<string, unknown> | undefined
    if (whole.text === undefined) {
      holds(slowly === undefined || !isBundle(slowly), `a Bundle is taken (${whole.failed})`)
      return whole.failed!
    }
    const parsed = JSON.parse(input.toString()) as Record<string, unknown>
    same(JSON.parse(whole.text), without(parsed), 'what is written is what parsing comes to')
    const all = (parsed.entry ?? []) as readonly unknown[]
    same(
      whole.seen!.map((text) => JSON.parse(text)),
      all,
      'every entry was judged',
    )
    return `${Math.min(all.length, 5)} entries`
  },
})

function without({ entry, ...rest }: Record<string, unknown>): unknown {
  const kept = ((entry ?? []) as readonly unknown[]).filter((_, index) => stays(index))
  return kept.length > 0 ? { ...rest, entry: kept } : rest
}

function isBundle({ resourceType, entry = [] }: Record<string, unknown>): boolean {
  return resourceType === 'Bundle' && Array.isArray(entry) && entry.every(isEntry)
}

function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { resource } = value as { resource?: unknown }
  if (resource === undefined) return true
  if (typeof resource !== 'object' || resource === null) return false
  const { resourceType } = resource as { resourceType?: unknown }
  return typeof resourceType === 'string' && resourceType !== ''
}

/** Somewhere, but always the same for an input: many short pieces in short ones, a few in long ones. */
function cutsOf(input: Buffer): readonly number[] {
  const random = randomFrom(input.length * 31 + (input[input.length >> 1] ?? 0))
  const longest = input.length < 200 ? 4 : input.length < 4096 ? 40 : 60_000
  const cuts = [0]
  for (let at = 1 + random.below(longest); at < input.length; at += 1 + random.below(longest)) cuts.push(at)
  return cuts
}
