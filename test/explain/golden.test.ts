import { expect, test } from 'vitest'
import { explanationLines } from '../../src/explain/text/explanation-text.ts'
import { explained } from './explained.ts'
import { goldenCases } from './golden-cases.ts'

test.each(Object.entries(goldenCases))('%s', async (name, given) => {
  const explanation = explained(given)
  await expect(`${JSON.stringify(explanation, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json.snap`)
  const lines = explanationLines(explanation, (_, text) => text)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`)
})

test('colours are put where the eye should go, and nowhere else', () => {
  const { 'nested-has': given } = goldenCases
  if (given === undefined) throw new Error('the case is gone')
  const lines = explanationLines(explained(given), (colour, text) => `<${colour}>${text}</>`)
  expect(lines.filter((line) => line.includes('<')).map((line) => line.trim())).toEqual([
    '<green>✓</> Patient.s (target): user/Patient.rs',
    '<green>✓</> Observation.s (reverse-chained): user/Observation.s',
    '<red>✗</> AuditEvent.s (reverse-chained): no scope',
    '<red>deny</>: SCOPE_MISSING, no scope grants AuditEvent.s (reverse-chained)',
  ])
})
