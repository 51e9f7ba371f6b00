import { expect, test } from 'vitest'
import { loadElements } from '../../../src/config/definitions/load-elements.ts'
import { applyPatch } from '../../../src/fhir/patch/apply.ts'
import fc from '../../fixtures/fast-check.ts'
import { bodyOf, fhirPatch, jsonPatch } from './fixtures/patching.ts'
import { canonical, type PlainOperation, plainPatch, withoutEmpty } from './fixtures/plain-patch.ts'

const R4 = loadElements('R4')
const name = fc.constantFrom('a', 'b', 'a/b', '~', '')
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(0, 1, 1.5, -2, 1e21, true, false, null, '', 'x', 'é"\\'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any
const document = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }).map((members) => ({ ...members, keep: 1 }))
const step = fc.oneof(
  name.map((text) => text.replace(/~/g, '~0').replace(/\//g, '~1')),
  fc.constantFrom('0', '1', '2', '-', '01'),
)
const path = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => `/${steps.join('/')}`)
const operation: fc.Arbitrary<PlainOperation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('add', 'replace'), path, value }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('move', 'copy'), path, from: path }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('remove'), path }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('test'), path, value }) },
)
const patch = fc.array(operation, { maxLength: 5 })

/** Operations that can be done on the document, so that long patches are not all failures. */
function applicable(before: object, operations: readonly PlainOperation[]): PlainOperation[] {
  const kept: PlainOperation[] = []
  for (const each of operations) if (plainPatch(before, [...kept, each]) !== undefined) kept.push(each)
  return kept
}

/** Spelled with white space, and numbers with zeros that say nothing. */
function spelled(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/(?<=[\s:[,]-?\d+\.\d)(?=[,\s])/g, '00')
}

test('does what a plain implementation does, for patches that can be done', () => {
  let done = 0
  fc.assert(
    fc.property(document, fc.array(operation, { minLength: 5, maxLength: 30 }), (before, all) => {
      const operations = applicable(before, all)
      const after = jsonPatch(spelled(before), operations)
      expect(canonical(withoutEmpty(JSON.parse(after)))).toBe(canonical(withoutEmpty(plainPatch(before, operations))))
      done += operations.length
    }),
    { numRuns: 1500 },
  )
  expect(done).toBeGreaterThan(1500)
})

test('fails where a plain implementation does, and as a whole', () => {
  fc.assert(
    fc.property(document, patch, operation, (before, first, last) => {
      const operations = [...applicable(before, first), last]
      const isDone = plainPatch(before, operations) !== undefined
      const outcome = jsonPatch(before, operations)
      expect(outcome.startsWith('{')).toBe(isDone)
      if (!isDone) expect(outcome).toMatch(/^failed (path|test)$/)
    }),
    { numRuns: 1500 },
  )
})

test('what the patch does not name stays byte for byte', () => {
  fc.assert(
    fc.property(document, value, (before, replacement) => {
      const text = spelled(before)
      const stored = bodyOf(text)
      for (const [key, member] of Object.entries(stored.value as object)) {
        if (member === null || typeof member !== 'object') continue
        const [start, end] = stored.spanOf(member)
        const filled = withoutEmpty(replacement) ?? 1
        const replace = { op: 'replace', path: `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`, value: filled }
        const at = (from: number, to?: number) => stored.bytes.subarray(from, to).toString()
        expect(jsonPatch(text, [replace])).toBe(at(0, start) + JSON.stringify(filled) + at(end))
        const there = { op: 'add', path: '/new', value: filled }
        const back = { op: 'remove', path: '/new' }
        expect(jsonPatch(text, [there, back])).toBe(text)
      }
    }),
    { numRuns: 500 },
  )
})

test('the stored bytes and the patch are never written to', () => {
  fc.assert(
    fc.property(document, patch, (before, operations) => {
      const stored = bodyOf(before)
      const body = bodyOf(operations, 'array')
      applyPatch(stored, { dialect: 'json-patch', body }, R4)
      expect(stored.bytes.toString()).toBe(JSON.stringify(before))
      expect(body.bytes.toString()).toBe(JSON.stringify(operations))
      expect(canonical(stored.value)).toBe(canonical(before))
    }),
    { numRuns: 500 },
  )
})

const stored = {
  resourceType: 'Patient',
  id: '1',
  name: [{ use: 'old', given: ['A'], _given: [{ id: 'x' }] }, { family: 'B' }],
  contained: [{ resourceType: 'Organization', name: 'O' }],
  deceasedBoolean: false,
}
const outcomes = /^(\{"resourceType":"Patient","id":"1"|(refused PARAMETER_INVALID|failed (path|value|test))$)/

test('any JSON as JSON Patch has an outcome', () => {
  const hostile = fc.record(
    {
      op: fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'), fc.jsonValue()),
      path: fc.oneof(path, fc.constantFrom('/id', '/name/0', '/name/0/given', ''), fc.jsonValue()),
      from: fc.oneof(path, fc.constantFrom('/id', '/name/0'), fc.jsonValue()),
      value: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: hostile }, fc.jsonValue()), { maxLength: 4 }),
      (operations) => {
        expect(jsonPatch(stored, operations)).toMatch(outcomes)
      },
    ),
    { numRuns: 1500 },
  )
})

test('any JSON as FHIRPath Patch has an outcome', () => {
  const paths = ['Patient', 'Patient.name', 'Patient.name[0]', "Patient.name.where(use='old').given", 'Patient.id']
  const more = ['Patient.deceased', 'Patient.contained', 'Patient.contained[0].name', 'Patient.name[0].given[0]']
  const part = (name: string, ...members: string[]) =>
    fc.tuple(fc.constantFrom(...members), fc.jsonValue()).map(([key, json]) => ({ name, [key]: json }))
  const valued = fc.oneof(
    part('value', 'valueString', '_valueString', 'valueBoolean', 'valueHumanName', 'resource', 'part'),
    fc.string().map((valueString) => ({ name: 'value', valueString })),
    fc.constant({ name: 'value', resource: { resourceType: 'Organization', id: '1' } }),
    fc.constant({ name: 'value', part: [{ name: 'given', valueString: 'x' }] }),
    fc.constant({ name: 'value', valueHumanName: { given: [] } }),
  )
  const index = fc.integer({ min: -1, max: 3 })
  const operation = fc
    .tuple(
      fc.constantFrom('add', 'insert', 'delete', 'replace', 'move').map((valueCode) => ({ name: 'type', valueCode })),
      fc.oneof(fc.constantFrom(...paths, ...more), fc.string()).map((valueString) => ({ name: 'path', valueString })),
      fc.constantFrom('name', 'given', 'contained', 'x').map((valueString) => ({ name: 'name', valueString })),
      valued,
      index.map((valueInteger) => ({ name: 'index', valueInteger })),
      index.map((valueInteger) => ({ name: 'source', valueInteger })),
      index.map((valueInteger) => ({ name: 'destination', valueInteger })),
    )
    .map((part) => ({ name: 'operation', part }))
  const found = new Set<string>()
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 3 }), (parameter) => {
      const outcome = fhirPatch(stored, { resourceType: 'Parameters', parameter })
      expect(outcome).toMatch(outcomes)
      found.add(outcome.slice(0, 9))
    }),
    { numRuns: 3000 },
  )
  expect(found.size).toBe(4)
  fc.assert(
    fc.property(fc.jsonValue(), (parameter) => {
      expect(fhirPatch(stored, { resourceType: 'Parameters', parameter })).toMatch(outcomes)
    }),
  )
})
