import { createCoverage } from './coverage.ts'
import { tried } from './finding.ts'
import type { Target } from './target.ts'

const MOST = 300
const LONGEST = 1024

/** The few of many inputs that go everywhere the many go, as short as there are. */
export async function distilled(target: Target, inputs: readonly Buffer[]): Promise<readonly Buffer[]> {
  const coverage = createCoverage()
  const kinds = new Set<string>()
  const found: Buffer[] = []
  const short = inputs.filter(({ length }) => length <= LONGEST).sort((a, b) => a.length - b.length)
  for (const input of short) {
    coverage.reset()
    const result = await tried(target, input)
    const takesMore = coverage.isNew()
    if ('finding' in result || found.length >= MOST) continue
    if (takesMore || !kinds.has(result.kind)) found.push(input)
    kinds.add(result.kind)
  }
  return found
}
