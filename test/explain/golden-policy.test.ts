import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { explanationLines } from '../../src/explain/text/explanation-text.ts'
import { explained, type Given, partsWith } from './explained.ts'

const parts = partsWith(readFileSync(new URL('policy.yaml', import.meta.url), 'utf8'))
const now = Date.parse('2026-03-02T09:15:00Z')
const nurse = { roles: ['nurse'], fhirUser: 'Practitioner/n1', scope: '' }
const hospital = { address: '10.20.1.5', now }
const observation = (id: string, code: string) => ({ resourceType: 'Observation', id, code: { coding: [{ code }] } })

const cases: Readonly<Record<string, Given>> = {
  'search-judged': {
    request: 'GET /Observation?patient=a',
    scopes: 'user/*.rs',
    claims: nurse,
    ...hospital,
    resources: [
      observation('bp', '85354-9'),
      observation('hiv', '7917-8'),
      { resourceType: 'Observation', id: 'uncoded' },
      { resourceType: 'Patient', id: 'a', birthDate: '2000-01-01', telecom: [{ value: '1' }] },
    ],
  },
  'outside-the-network': {
    request: 'GET /Observation/1',
    scopes: 'user/*.rs',
    claims: nurse,
    now,
    address: '192.0.2.1',
  },
  'at-night': {
    request: 'GET /Patient/a',
    scopes: 'user/*.rs',
    claims: { roles: ['clerk'] },
    address: '10.20.1.5',
    now: Date.parse('2026-03-02T23:00:00Z'),
  },
  'step-up-needed': { request: 'GET /Patient/a', scopes: 'user/*.rs', claims: { roles: ['support'] }, ...hospital },
  'header-absent': {
    request: 'PUT /Patient/a',
    scopes: 'user/*.u',
    claims: nurse,
    ...hospital,
    body: { resourceType: 'Patient', id: 'a' },
  },
  'scopes-first': { request: 'DELETE /Patient/a', scopes: 'user/*.rs', claims: nurse, ...hospital },
  batch: {
    request: 'POST /',
    scopes: 'user/*.rs',
    claims: nurse,
    ...hospital,
    body: {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: 'Observation/1' } }, { request: { method: 'GET', url: 'Condition/1' } }],
    },
  },
  'search-over-types': {
    request: 'GET /?_type=Observation,Condition',
    scopes: 'user/*.rs',
    claims: nurse,
    ...hospital,
  },
}

test.each(Object.entries(cases))('%s', async (name, given) => {
  const explanation = explained(given, parts)
  await expect(`${JSON.stringify(explanation, null, 2)}\n`).toMatchFileSnapshot(`golden/policy-${name}.json.snap`)
  const lines = explanationLines(explanation, (_, text) => text)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/policy-${name}.txt`)
})

test.each([
  ['GET /metadata', 'not asked: this is open to everyone'],
  ['DELETE /Patient/a', 'not asked: the scopes do not permit it'],
  ['GET /Nothing/a', 'not asked: the request is not understood'],
])('of %s it is told why no rule was asked', (request, why) => {
  const lines = explanationLines(
    explained({ request, scopes: 'user/*.rs', claims: nurse, ...hospital }, parts),
    (_, text) => text,
  )
  expect(lines.join('\n')).toMatch(new RegExp(`\nPolicy\n(?: .*\n)* +${why}\n`))
})

describe('of each rule is told where it stands', () => {
  test('and what is about something else is only shown when all is asked for', () => {
    const explanation = explained(
      { request: 'GET /Observation/1', scopes: 'user/*.rs', claims: nurse, ...hospital },
      parts,
    )
    const some = explanationLines(explanation, (_, text) => text).join('\n')
    const all = explanationLines(explanation, (_, text) => text, true).join('\n')
    expect(some).not.toContain('clerk-hours')
    expect(some).toMatch(/\d other rules are about something else/)
    expect(all).toContain('clerk-hours (config/policy.yaml:')
    expect(all).not.toContain('about something else')
    for (const { id } of explanation.policy.rules) expect(all).toContain(id)
  })

  test.each([
    ['roles that are not held', { roles: [] }, 'care-read', 'failed', 'match.roles'],
    ['a matching permit', nurse, 'care-read', 'matched', undefined],
    ['a condition on the resource', nurse, 'no-hiv', 'pending', 'when.eq'],
    ['a rule that is off', nurse, 'retired', 'off', undefined],
  ])('%s', (_, claims, id, state, at) => {
    const { policy } = explained({ request: 'GET /Observation/1', scopes: 'user/*.rs', claims, ...hospital }, parts)
    const rule = policy.rules.find((each) => each.id === id)
    expect([rule?.state, rule?.at]).toEqual([state, at])
    expect(rule?.line).toBeGreaterThan(1)
  })
})
