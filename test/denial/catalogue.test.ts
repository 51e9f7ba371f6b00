import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { authenticationFailures } from '../../src/authn/failure.ts'
import { failures } from '../../src/denial/failures.ts'
import type { Told } from '../../src/denial/outcome.ts'
import { refusals } from '../../src/fhir/refusal.ts'
import { defaultDenialPolicy, denialCauses, styleFor } from '../../src/policy/denial-policy.ts'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const sections = page.split(/^### /m).slice(1)
const heading = /^`([A-Za-z_]+)`\n\n(.+)\n\n\S/
const documented = new Map(sections.map((section) => heading.exec(section)?.slice(1, 3) as [string, string]))

const told: Readonly<Record<string, Told>> = { ...refusals, ...authenticationFailures, ...failures }

test('every code is documented once, and nothing else is', () => {
  const codes = [refusals, authenticationFailures, failures].flatMap((catalogue) => Object.keys(catalogue))
  expect(sections).toHaveLength(documented.size)
  expect([...documented.keys()].sort()).toEqual([...codes, ...denialCauses].sort())
  expect(new Set(codes).size).toBe(codes.length)
})

describe('the page says what is sent', () => {
  test.each(Object.entries(told))('%s', (code, { status, issue, show }) => {
    expect(documented.get(code)).toBe(`${status} · \`${issue}\` · ${show}`)
  })
})

describe('the page says the default style of a cause', () => {
  test.each(denialCauses)('%s', (cause) => {
    const style = styleFor(defaultDenialPolicy, { cause, interaction: 'read' })
    expect(documented.get(cause)).toBe(`By default \`${style}\`.`)
  })
})

describe('what is told', () => {
  /** IssueType (valueset-issue-type.html), as R4, R4B and R5 have it. */
  const issueTypes = new Set([
    ...[
      'invalid',
      'structure',
      'required',
      'value',
      'invariant',
      'security',
      'login',
      'unknown',
      'expired',
      'forbidden',
    ],
    ...[
      'suppressed',
      'processing',
      'not-supported',
      'duplicate',
      'multiple-matches',
      'not-found',
      'deleted',
      'too-long',
    ],
    ...['code-invalid', 'extension', 'too-costly', 'business-rule', 'conflict', 'transient', 'lock-error', 'no-store'],
    ...['exception', 'timeout', 'incomplete', 'throttled', 'informational'],
  ])

  test.each(Object.entries(told))('%s: an error status, a code of the value set, a plain sentence', (_, entry) => {
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.status).toBeLessThan(600)
    expect(issueTypes).toContain(entry.issue)
    expect(entry.show).toMatch(/^[A-Z][A-Za-z0-9 ,;./+-]{5,150}$/)
  })
})
