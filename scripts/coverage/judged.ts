import { parse } from 'yaml'
import { z } from 'zod'
import type { Untried } from './branches.ts'

const schema = z.array(z.strictObject({ file: z.string(), line: z.string(), way: z.string(), why: z.string().min(20) }))

/** A branch that cannot be reached, and why: the line is its source text, so that it is found wherever the line moves. */
export type Judged = z.infer<typeof schema>[number]

export function readJudged(text: string): Judged[] {
  return schema.parse(parse(text))
}

/** Untried branches that nobody judged, and judgements of what is reached by now, or no longer stands there. */
export function compare(untried: readonly Untried[], judged: readonly Judged[]): { open: Untried[]; idle: Judged[] } {
  const about = (branch: Untried, { file, line, way }: Judged) =>
    branch.file === file && branch.text === line && branch.way === way
  return {
    open: untried.filter((branch) => !judged.some((each) => about(branch, each))),
    idle: judged.filter((each) => !untried.some((branch) => about(branch, each))),
  }
}
