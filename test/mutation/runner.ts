import { appendFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type RunnerTask, type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest'
import { type Event, readPlan } from './plan.ts'

/** What the instrumented sources look at. */
interface Switch {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> }
}

const global = globalThis as { __stryker__?: Switch }
global.__stryker__ ??= {}
const mutation = global.__stryker__
const plan = readPlan()
const decided = new Set(plan.decided)

/** Of one mutant in one file, in milliseconds of the unmutated tests; what takes longer is left to other tests. */
const BUDGET = 1_000

/**
 * Runs the tests of a file once, and then, without loading anything again, those tests that reach a mutant once more with
 * that mutant awake, for each mutant. Fast tests come first, and the first that fails is enough.
 */
export default class MutationRunner extends TestRunner {
  override onBeforeTryTask(test: RunnerTestCase): void {
    super.onBeforeTryTask(test)
    mutation.currentTestId = test.id
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    mutation.currentTestId = undefined
    super.onAfterRunTask(test)
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    if ('filepath' in suite) await this.mutate(suite, relative(process.cwd(), suite.filepath as string))
    await super.onAfterRunSuite(suite)
  }

  private async mutate(suite: RunnerTestSuite, file: string): Promise<void> {
    const started = Date.now()
    const tests = testsIn(suite.tasks)
    const fit = tests.filter(({ result }) => result?.state === 'pass')
    const unfit = tests.filter(({ result }) => result?.state === 'fail')
    if (unfit.length > 0) tell({ event: 'unfit', file, tests: unfit.map(({ name }) => name) })
    const { static: early = {}, perTest = {} } = mutation.mutantCoverage ?? {}
    tell({ event: 'early', file, ids: Object.keys(early) })
    for (const [id, reaching] of byMutant(fit, perTest)) {
      if (decided.has(id) || !(id in plan.fileOf)) continue
      writeFileSync(plan.now, JSON.stringify({ id, file }))
      const outcome = await this.judge(id, reaching, file)
      tell(outcome)
      if (outcome.event === 'stained') process.exit(3)
      if (outcome.event === 'killed') decided.add(id)
    }
    const ids = Object.values(perTest).flatMap((reached) => Object.keys(reached))
    const reached = new Set(ids.flatMap((id) => plan.fileOf[id] ?? []))
    // The instrumented sources hold on to the two tables.
    for (const table of [early, perTest]) for (const key of Object.keys(table)) delete table[key]
    tell({ event: 'done', file, seconds: (Date.now() - started) / 1000, reached: [...reached] })
  }

  private async judge(id: string, reaching: readonly Reaching[], file: string): Promise<Event> {
    let [spent, hits] = [0, 0]
    for (const { test, count } of reaching) {
      spent += test.result?.duration ?? 0
      if (spent > BUDGET && hits > 0) break
      Object.assign(mutation, { activeMutant: id, hitCount: 0, hitLimit: 100 * count + 1_000 })
      const passes = await this.passes(test)
      hits += mutation.hitCount ?? 0
      Object.assign(mutation, { activeMutant: undefined, hitCount: undefined })
      if (passes) continue
      return (await this.passes(test)) ? { event: 'killed', id, by: nameOf(test) } : { event: 'stained', id, file }
    }
    return { event: 'alive', id, file, hits }
  }

  private async passes(test: RunnerTestCase): Promise<boolean> {
    try {
      super.onBeforeTryTask(test)
      await TestRunner.getTestFn(test)()
      this.onAfterTryTask(test)
      return true
    } catch {
      return false
    }
  }
}

interface Reaching {
  readonly test: RunnerTestCase
  readonly count: number
}

function byMutant(tests: readonly RunnerTestCase[], perTest: Record<string, Record<string, number>>) {
  const found = new Map<string, Reaching[]>()
  const fastFirst = [...tests].sort((a, b) => (a.result?.duration ?? 0) - (b.result?.duration ?? 0))
  for (const test of fastFirst) {
    for (const [id, count] of Object.entries(perTest[test.id] ?? {})) {
      const known = found.get(id)
      if (known) known.push({ test, count })
      else found.set(id, [{ test, count }])
    }
  }
  return found
}

function testsIn(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === 'suite' ? testsIn(task.tasks) : [task]))
}

function nameOf({ name, file }: RunnerTestCase): string {
  return `${relative(process.cwd(), file.filepath)}: ${name}`
}

function tell(event: Event): void {
  appendFileSync(plan.events, `${JSON.stringify(event)}\n`)
}
