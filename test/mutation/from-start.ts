// Run by `main.ts`: tries mutants that must be awake while modules are loaded, each in new processes.
import { appendFileSync, writeFileSync } from 'node:fs'
import { createVitest } from 'vitest/node'
import { type Event, readPlan } from './plan.ts'

const plan = readPlan()
const vitest = await createVitest('test', {
  config: 'test/mutation/vitest.config.ts',
  watch: false,
  bail: 1,
  reporters: [{}],
})
for (const { id, tests } of plan.fromStart ?? []) {
  writeFileSync(plan.now, JSON.stringify({ id, file: tests[0] }))
  process.env.__STRYKER_ACTIVE_MUTANT__ = id
  const by = await failing(tests)
  const event: Event = by === undefined ? { event: 'survived', id } : { event: 'killed', id, by }
  appendFileSync(plan.events, `${JSON.stringify(event)}\n`)
}
await vitest.close()
process.exit(0)

async function failing(tests: readonly string[]): Promise<string | undefined> {
  const specifications = (await Promise.all(tests.map((test) => vitest.globTestSpecifications([test])))).flat()
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
  const failed = testModules.find((module) => !module.ok())
  if (failed) return failed.relativeModuleId
  return unhandledErrors.length > 0 ? tests[0] : undefined
}
