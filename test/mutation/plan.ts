import { readFileSync } from 'node:fs'

/** What one process is asked to do; written by `main.ts`, read inside vitest. */
export interface Plan {
  /** Test files in the order in which they run. */
  readonly tests: readonly string[]
  /** Instrumented source by path relative to the project. */
  readonly sources: Readonly<Record<string, string>>
  /** The source file of each mutant. */
  readonly fileOf: Readonly<Record<string, string>>
  /** Mutants that need not be tried any more. */
  readonly decided: readonly string[]
  /** Each to be awake from the start, in a process of its own that runs these test files; else all are tried in one process. */
  readonly fromStart?: readonly { readonly id: string; readonly tests: readonly string[] }[]
  /** One JSON object of {@link Event} a line. */
  readonly events: string
  /** Rewritten before each mutant, so that a hung one can be told. */
  readonly now: string
}

export type Event =
  /** A test failed under the mutant, and passed without it right afterwards. */
  | { readonly event: 'killed'; readonly id: string; readonly by: string }
  /** No test of the file noticed; `hits` is how often the mutated place was reached. */
  | { readonly event: 'alive'; readonly id: string; readonly file: string; readonly hits: number }
  /** A test fails without any mutant now: something remembered what a mutant had made. */
  | { readonly event: 'stained'; readonly id: string; readonly file: string }
  /** The mutant was reached while modules were loaded or tests collected. */
  | { readonly event: 'early'; readonly ids: readonly string[]; readonly file: string }
  /** Tests that do not pass unmutated in this harness, and take no part. */
  | { readonly event: 'unfit'; readonly file: string; readonly tests: readonly string[] }
  /** `reached` are source files. */
  | { readonly event: 'done'; readonly file: string; readonly seconds: number; readonly reached: readonly string[] }
  /** Not noticed either when it was awake from the start. */
  | { readonly event: 'survived'; readonly id: string }

export function readPlan(): Plan {
  return JSON.parse(readFileSync(process.env.GATEHOUSE_MUTATION!, 'utf8'))
}
