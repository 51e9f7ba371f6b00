import { type Random, randomFrom } from '../../fixtures/random.ts'
import { type Coverage, createCoverage, sourceWords } from './coverage.ts'
import { type Finding, type Tried, tried } from './finding.ts'
import { made } from './grammar.ts'
import { minimised } from './minimise.ts'
import { type Material, mutated, pumped } from './mutate.ts'
import type { Target } from './target.ts'

export interface CampaignOptions {
  readonly runs: number
  readonly seed: number
  /** Inputs to begin with. */
  readonly seeds: readonly Buffer[]
  /** Ends it early: milliseconds of `performance.now`. */
  readonly until?: number
}

export interface Campaign {
  readonly runs: number
  /** Inputs that went where none had gone before, in the order they were met. */
  readonly kept: readonly Buffer[]
  readonly branches: number
  /** How many runs ended in which kind of outcome. */
  readonly outcomes: ReadonlyMap<string, number>
  /** The longest that one took, and the input. */
  readonly slowest: { readonly took: number; readonly input: Buffer }
  /** The first thing that did not hold, in its shortest form; the campaign ends with it. */
  readonly finding?: Finding
}

/** Most inputs are short: what is long is made by `pumped`. */
const USUAL_LENGTH = 4096
/** One run in so many is as long as may be. */
const PUMPED_ONCE_IN = 200

/** Runs a target on inputs old, made and changed. The same target, options and code give the same runs. */
export async function campaign(target: Target, { runs, seed, seeds, until }: CampaignOptions): Promise<Campaign> {
  const random = randomFrom(seed)
  const coverage = createCoverage()
  const outcomes = new Map<string, number>()
  const kept: Buffer[] = []
  let slowest: Campaign['slowest'] = { took: 0, input: Buffer.alloc(0) }
  let done = 0
  const state = () => ({ runs: done, kept, branches: coverage.taken(), outcomes, slowest })

  async function run(input: Buffer): Promise<Finding | undefined> {
    done++
    coverage.reset()
    const result = await tried(target, input)
    const isNew = coverage.isNew()
    if ('finding' in result) return result.finding
    const before = outcomes.get(result.kind) ?? 0
    outcomes.set(result.kind, before + 1)
    if (input.length <= USUAL_LENGTH && (isNew || before === 0)) kept.push(input)
    if (result.took > slowest.took) slowest = { took: result.took, input }
    return undefined
  }

  for (const input of inputs(target, { random, kept, seeds, runs })) {
    if (until !== undefined && performance.now() > until) break
    const finding = await run(input)
    if (finding) return { ...state(), finding: await minimised(target, finding) }
  }
  return state()
}

interface Inputs {
  readonly random: Random
  readonly kept: readonly Buffer[]
  readonly seeds: readonly Buffer[]
  readonly runs: number
}

function* inputs({ grammar, longest, words = [] }: Target, { random, kept, seeds, runs }: Inputs): Iterable<Buffer> {
  yield* seeds
  const fresh = () => Buffer.from(made(grammar, random)).subarray(0, longest)
  const other = () => (kept.length > 0 ? random.pick(kept) : fresh())
  const pieces = [...words, ...words, ...sourceWords()].map((word) => Buffer.from(word))
  const material: Material = { random, words: pieces.length > 0 ? pieces : [Buffer.from('a')], other, fresh }
  const usual = Math.min(longest, USUAL_LENGTH)
  for (let at = seeds.length; at < runs; at++) {
    if (random.chance(1 / PUMPED_ONCE_IN)) yield pumped(random.chance(1 / 2) ? other() : fresh(), random, longest)
    else if (random.chance(1 / 4)) yield fresh()
    else yield mutated(random.chance(1 / 3) ? newest(kept, random, fresh) : other(), material, usual)
  }
}

/** What was kept last is least explored. */
function newest(kept: readonly Buffer[], random: Random, fresh: () => Buffer): Buffer {
  return kept.at(-1 - random.below(Math.min(16, Math.max(1, kept.length)))) ?? fresh()
}

export type { Coverage, Tried }
