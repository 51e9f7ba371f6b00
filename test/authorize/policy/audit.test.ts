import { expect, test } from 'vitest'
import { underRules } from './outcome.ts'

test.each([
  ['GET /Patient/1', true],
  ['GET /Observation/1', false],
  ['GET /?_type=Patient,Observation', true],
])('%s is audited comprehensively where a rule that permits it asks for that: %s', (request, expected) => {
  const { decide } = underRules(`
    { id: a, effect: permit, match: { resources: [Patient] }, obligations: { audit: comprehensive } },
    { id: b, effect: permit, match: { resources: [Observation] } }
  `)
  const decision = decide(request)
  expect(decision.effect).toBe('permit')
  expect(JSON.stringify(decision).includes('comprehensive')).toBe(expected)
})
