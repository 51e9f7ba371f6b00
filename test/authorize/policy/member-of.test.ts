import { expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const redacting = (element: string) =>
  `{ id: most, effect: permit, match: {}, obligations: [{ redact: { elements: [${element}], style: remove } }] }`

test.each([
  ['CareTeam.participant', '/Observation?performer:in=CareTeam/1', 'PARAMETER_REDACTED'],
  ['Group.member', '/Observation?performer:not-in=Group/1', 'PARAMETER_REDACTED'],
  ['List.entry', '/Observation?performer:in=List/1', 'PARAMETER_REDACTED'],
  ['List.title', '/Observation?performer:in=List/1', 'GET Observation?performer:in=List/1'],
  ['ValueSet.compose', '/Observation?code:in=http://x', 'PARAMETER_REDACTED'],
  ['ValueSet.title', '/Observation?code:in=http://x', 'GET Observation?code:in=http://x'],
  ['CareTeam.participant', '/Observation?code:in=http://x', 'GET Observation?code:in=http://x'],
])('where %s is redacted, that something is a member tells of it: %s', (element, request, expected) => {
  expect(underRules(redacting(element), { version: 'R5' }).outcome(`GET ${request}`)).toBe(expected)
})
