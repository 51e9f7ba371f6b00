import { expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { matcherFor } from '../../src/scopes/constraint-matcher.ts'
import fc from '../fixtures/fast-check.ts'

type Json = Record<string, unknown>

const code = fc.constantFrom('a', 'b', 'c')
const system = fc.constantFrom('s', 't')
const coding = fc.record({ code, system }, { requiredKeys: [] })
const concept = fc.record({ coding: fc.array(coding, { maxLength: 3 }), text: code }, { requiredKeys: [] })
const reference = fc.constantFrom('Patient/a', 'Patient/ab', 'Group/a', '#a', 'https://elsewhere.example/Patient/a')
const observation = fc.record(
  {
    status: code,
    category: fc.array(concept, { maxLength: 3 }),
    code: concept,
    meta: fc.record({ tag: fc.array(coding, { maxLength: 2 }) }, { requiredKeys: [] }),
    subject: fc.record({ reference }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const token = fc.oneof(
  code,
  fc.tuple(system, code).map(([s, c]) => `${s}|${c}`),
  code.map((c) => `|${c}`),
  system.map((s) => `${s}|`),
)
const constraint = fc.oneof(
  fc.tuple(fc.constantFrom('status', 'category', 'code', '_tag'), fc.array(token, { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constant('subject'), fc.array(fc.constantFrom('Patient/a', 'Group/a'), { minLength: 1, maxLength: 2 })),
)

/** The rules of search.html#token in full, one by one. */
function plainly(resource: Json, name: string, wanted: readonly string[]): boolean {
  const { status, category, code: what, meta, subject } = resource as Record<string, never>
  if (name === 'subject') return wanted.includes((subject as { reference?: string } | undefined)?.reference ?? 'none')
  if (name === 'status') return wanted.some((text) => text === status)
  const concepts = name === 'category' ? ((category ?? []) as Json[]) : name === 'code' && what ? [what as Json] : []
  const codings = concepts.flatMap((each) => (each.coding ?? []) as Json[])
  if (name === '_tag') codings.push(...(((meta as Json | undefined)?.tag ?? []) as Json[]))
  return codings.some((each) =>
    wanted.some((text) => {
      if (!text.includes('|')) return each.code === text
      if (text.startsWith('|')) return !('system' in each) && each.code === text.slice(1)
      if (text.endsWith('|')) return each.system === text.slice(0, -1)
      return `${each.system}|${each.code}` === text
    }),
  )
}

test.each(['R4', 'R4B', 'R5'] as const)('%s: what matches is what the plain rules say', (version) => {
  const definitions = loadDefinitions(version)
  fc.assert(
    fc.property(observation, fc.array(constraint, { minLength: 1, maxLength: 3 }), (elements, constraints) => {
      const resource: Json = { resourceType: 'Observation', ...elements }
      const texts = constraints.map(([parameter, values]) => ({ parameter, value: values.join(',') }))
      const matcher = matcherFor('Observation', texts, definitions)
      if ('unusable' in matcher) throw new Error(matcher.unusable)
      const expected = constraints.every(([name, wanted]) => plainly(resource, name, wanted))
      expect(matcher.matches(resource)).toBe(expected)
      const looked = Object.entries(resource).filter(([name]) => [...matcher.elements, 'resourceType'].includes(name))
      expect(matcher.matches(Object.fromEntries(looked))).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

test('any JSON is judged without error', () => {
  const definitions = loadDefinitions('R4')
  const matcher = matcherFor('Observation', [{ parameter: 'category', value: 'of-no-generated-value' }], definitions)
  if ('unusable' in matcher) throw new Error(matcher.unusable)
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(matcher.matches({ resourceType: 'Observation', category: value })).toBe(false)
    }),
  )
})
