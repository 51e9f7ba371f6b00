import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { readPlan } from './plan.ts'

const plan = readPlan()
const root = fileURLToPath(new URL('../..', import.meta.url))
const fewerRuns = fileURLToPath(new URL('fewer-runs.ts', import.meta.url))

const mutants: Plugin = {
  name: 'mutants',
  enforce: 'pre',
  resolveId: (source, importer) => (source === 'fast-check' && importer !== fewerRuns ? fewerRuns : undefined),
  load: (id) => plan.sources[relative(root, id)],
}

class AsPlanned extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => plan.tests.indexOf(relative(root, moduleId))
    return [...files].sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  root,
  plugins: [mutants],
  test: {
    include: [...plan.tests],
    ...(plan.fromStart === undefined && { runner: fileURLToPath(new URL('runner.ts', import.meta.url)) }),
    sequence: { sequencer: AsPlanned },
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 500,
  },
})
