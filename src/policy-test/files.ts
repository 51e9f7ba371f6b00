import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Policy } from '../policy/document.ts'

/** The files that test a policy: those it names, else all `*_test.yaml` beside it. Paths from the working directory. */
export function testsOfPolicy({ files, tests = [] }: Policy): readonly string[] {
  const [main] = files
  if (main === undefined) return []
  const folder = dirname(main)
  const found =
    tests.length > 0
      ? tests
      : readdirSync(folder)
          .filter((name) => name.endsWith('_test.yaml'))
          .sort()
          .map((name) => join(folder, name))
  return found.map((path) => relative('.', path))
}
