import { describe, expect, test } from 'vitest'
import { loadInputs, written } from './engine/corpus.ts'
import { tried } from './engine/finding.ts'
import { targets } from './targets/all.ts'

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
  test('holds of every input that was kept', async () => {
    const inputs = loadInputs(name)
    expect(inputs.length).toBeGreaterThan(0)
    for (const input of inputs) {
      const result = await tried(target, input)
      if ('finding' in result) expect.fail(`${String(result.finding.error)}: ${written(input)}`)
    }
  })
})
