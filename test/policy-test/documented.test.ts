import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './files.ts'

test('the example of the documentation does what it says', async () => {
  const page = readFileSync(new URL('../../docs/policy-tests.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const done = await run(example)
  if ('problems' in done) throw new Error(JSON.stringify(done.problems))
  expect(done.suites.flatMap(({ tests }) => tests.map(({ differences }) => differences))).toEqual([[]])
})
