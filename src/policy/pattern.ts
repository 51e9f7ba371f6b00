import { type CharacterSet, holds } from './pattern/characters.ts'
import { type PatternFault, type PatternNode, readPattern } from './pattern/read.ts'

type Repetition = Extract<PatternNode, { repeat: PatternNode }>

/** One step of the automaton; `to` and `or` are indexes of further steps. */
type Step = { readonly set: CharacterSet } | { readonly to: number; readonly or?: number } | 'end'

/** A pattern made ready: a nondeterministic automaton, run on all its states at once. */
export type Pattern = readonly Step[]

const MAX_STEPS = 2000
const MAX_TEXT = 4096

/** Compiles a pattern, or says why it is not taken. */
export function compilePattern(text: string): Pattern | PatternFault {
  const node = readPattern(text)
  if ('fault' in node) return node
  const steps: Step[] = []
  if (!write(node, steps)) {
    return { fault: 'is too large a pattern', expected: 'fewer or smaller repetitions' }
  }
  return [...steps, 'end']
}

/**
 * The test of a pattern that was checked when the policy was read; one that is faulty nevertheless fits nothing
 * that could be told. The answer is undefined where `fits` gives none.
 */
export function patternTest(text: string): (value: string) => boolean | undefined {
  const pattern = compilePattern(text)
  return 'fault' in pattern ? () => undefined : (value) => fits(pattern, value)
}

/**
 * Whether the pattern fits the whole text, in time linear in its length; undefined for text that is longer than
 * 4,096 characters.
 */
export function fits(pattern: Pattern, text: string): boolean | undefined {
  if (text.length > MAX_TEXT) return undefined
  let states = closure(pattern, [0])
  for (const point of text) {
    const code = point.codePointAt(0)!
    const next: number[] = []
    for (const at of states) {
      const step = pattern[at]!
      if (typeof step === 'object' && 'set' in step && holds(step.set, code)) next.push(at + 1)
    }
    if (next.length === 0) return false
    states = closure(pattern, next)
  }
  return states.has(pattern.length - 1)
}

/** All steps that are reached from `starts` without reading. */
function closure(pattern: Pattern, starts: readonly number[]): ReadonlySet<number> {
  const found = new Set<number>()
  const open = [...starts]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue
    found.add(at)
    const step = pattern[at]!
    if (step === 'end' || 'set' in step) continue
    open.push(step.to)
    if (step.or !== undefined) open.push(step.or)
  }
  return found
}

/** Appends the steps of `node`; false when there are too many. */
function write(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > MAX_STEPS) return false
  if ('set' in node) {
    steps.push(node)
    return true
  }
  if ('sequence' in node) return node.sequence.every((each) => write(each, steps))
  return 'choice' in node ? writeChoice(node.choice, steps) : writeRepeat(node, steps)
}

function writeChoice(choice: readonly PatternNode[], steps: Step[]): boolean {
  const exits: number[] = []
  for (const [index, branch] of choice.entries()) {
    const fork = steps.length
    const isLast = index === choice.length - 1
    if (!isLast) steps.push('end')
    if (!write(branch, steps)) return false
    if (isLast) break
    exits.push(steps.length)
    steps.push('end')
    steps[fork] = { to: fork + 1, or: steps.length }
  }
  for (const exit of exits) steps[exit] = { to: steps.length }
  return true
}

function writeRepeat({ repeat, min, max }: Repetition, steps: Step[]): boolean {
  for (let times = 0; times < min; times++) if (!write(repeat, steps)) return false
  const forks: number[] = []
  const optional = max === Number.POSITIVE_INFINITY ? 1 : max - min
  for (let times = 0; times < optional; times++) {
    forks.push(steps.length)
    steps.push('end')
    if (!write(repeat, steps)) return false
  }
  if (max === Number.POSITIVE_INFINITY) steps.push({ to: forks[0]! })
  for (const fork of forks) steps[fork] = { to: fork + 1, or: steps.length }
  return true
}
