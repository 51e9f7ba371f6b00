import type { Target } from './target.ts'

/** An input of which something does not hold. */
export interface Finding {
  readonly target: string
  readonly input: Buffer
  readonly error: unknown
}

export type Tried = { readonly kind: string; readonly took: number } | { readonly finding: Finding }

/** Took longer than it may, again and again: a busy machine is not a slow reader. */
export class TooSlow extends Error {}

/** What is short takes no longer than this, in any target: milliseconds. */
const SHORT_WITHIN = 50
const SHORT = 2048

/** Runs a target on one input. */
export async function tried(target: Target, input: Buffer): Promise<Tried> {
  const within = input.length <= SHORT ? Math.min(SHORT_WITHIN, target.within) : target.within
  try {
    let took = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < 3 && took > within; attempt++) {
      const clock = attempt === 0 ? () => performance.now() : processorTime
      const startedAt = clock()
      const answer = target.read(input)
      const outcome = answer instanceof Promise ? await answer : answer
      took = clock() - startedAt
      if (took > within) continue
      const checked = target.check(input, outcome)
      return { kind: checked instanceof Promise ? await checked : checked, took }
    }
    throw new TooSlow(`${took.toFixed(0)} ms for ${input.length} bytes; at most ${within}`)
  } catch (error) {
    return { finding: { target: target.name, input, error } }
  }
}

/** Milliseconds that this process has worked: what the machine does beside it does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
