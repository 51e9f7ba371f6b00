import { type Finding, TooSlow, tried } from './finding.ts'
import type { Target } from './target.ts'

const MAX_TRIES = 3000

/** The shortest input found, by leaving parts out, of which the same does not hold. One that is slow stays as it is. */
export async function minimised(target: Target, finding: Finding): Promise<Finding> {
  if (finding.error instanceof TooSlow) return finding
  let best = finding
  let tries = 0
  for (let size = best.input.length >> 1; size > 0 && tries < MAX_TRIES; size >>= 1) {
    for (let at = 0; at + size <= best.input.length && tries < MAX_TRIES; tries++) {
      const shorter = Buffer.concat([best.input.subarray(0, at), best.input.subarray(at + size)])
      const result = await tried(target, shorter)
      if ('finding' in result && isSameFault(result.finding.error, finding.error)) best = result.finding
      else at += size
    }
  }
  return best
}

/** By what went wrong, not by the values in its message. */
function isSameFault(a: unknown, b: unknown): boolean {
  return gist(a) === gist(b)
}

function gist(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.name} ${error.message.split(':', 1)[0]}`
}
