import { describe, expect, test } from 'vitest'
import { cleanOutcome } from '../../src/denial/clean-outcome.ts'
import fc from '../fixtures/fast-check.ts'

function clean(value: unknown): unknown {
  const cleaned = cleanOutcome(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
  return cleaned === undefined ? undefined : JSON.parse(cleaned.toString()).issue
}

function outcome(...issue: unknown[]) {
  return { resourceType: 'OperationOutcome', issue }
}

const required = { severity: 'error', code: 'required' }

describe('what stays of an issue', () => {
  test.each<[string, object, object]>([
    ['severity and code', required, required],
    ['fatal too', { severity: 'fatal', code: 'structure' }, { severity: 'fatal', code: 'structure' }],
    [
      'element paths',
      { ...required, expression: ['Patient.contact[1].name', 'Observation.value[x]', 'Patient'] },
      { ...required, expression: ['Patient.contact[1].name', 'Observation.value[x]', 'Patient'] },
    ],
    [
      'five paths at most',
      { ...required, expression: Array(9).fill('Patient.name') },
      { ...required, expression: Array(5).fill('Patient.name') },
    ],
    [
      'no text of any kind',
      {
        ...required,
        diagnostics: 'SECRET',
        details: { text: 'SECRET' },
        location: ['SECRET'],
        extension: [{ url: 'SECRET' }],
      },
      required,
    ],
    [
      'no expression that can hold a value',
      { ...required, expression: ["Patient.where(id='p2')", 'Patient/p2', 'p2', 7, null] },
      required,
    ],
    [
      'no path without end',
      { ...required, expression: [`Patient${'.name'.repeat(17)}`, `P${'a'.repeat(64)}`] },
      required,
    ],
    ['no expression that is not a list', { ...required, expression: 'Patient.name' }, required],
  ])('%s', (_, issue, kept) => {
    expect(clean(outcome(issue))).toEqual([kept])
  })
})

describe('nothing stays', () => {
  test.each<[string, unknown]>([
    ['of a warning', outcome({ severity: 'warning', code: 'required' })],
    ['of an unknown severity', outcome({ severity: 'SECRET', code: 'required' })],
    ['of an unknown code', outcome({ severity: 'error', code: 'SECRET' })],
    ['of a code that is a name of objects', outcome({ severity: 'error', code: 'constructor' })],
    ['of what may speak of others: not-found', outcome({ severity: 'error', code: 'not-found' })],
    ['of what may speak of others: duplicate', outcome({ severity: 'error', code: 'duplicate' })],
    ['of what may speak of others: multiple-matches', outcome({ severity: 'error', code: 'multiple-matches' })],
    ['of what may speak of others: conflict', outcome({ severity: 'error', code: 'conflict' })],
    ['of what may speak of others: deleted', outcome({ severity: 'error', code: 'deleted' })],
    ['of the server: exception', outcome({ severity: 'fatal', code: 'exception' })],
    ['of no issues', outcome()],
    ['of issues that are none', outcome(null, 'error', 7, [])],
    ['of a list that is none', { resourceType: 'OperationOutcome', issue: required }],
    ['of another resource', { resourceType: 'Patient', issue: [required] }],
    ['of no resource', { issue: [required] }],
    ['of HTML', '<html>SECRET</html>'],
    ['of broken JSON', '{"resourceType":"OperationOutcome","issue":['],
    [
      'of a name twice',
      '{"resourceType":"OperationOutcome","issue":[],"issue":[{"severity":"error","code":"required"}]}',
    ],
    ['of what is nested deeply', outcome({ ...required, extension: JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) })],
    ['of what is large', outcome({ ...required, diagnostics: 'x'.repeat(65_536) })],
    ['of nothing', ''],
  ])('%s', (_, body) => {
    expect(clean(body)).toBeUndefined()
  })
})

test('at most twenty issues are looked at', () => {
  expect(clean(outcome(...Array(30).fill(required)))).toHaveLength(20)
})

test('whatever an OperationOutcome holds, its texts do not come through', () => {
  const secret = fc.constant('SECRET 123-45-6789')
  const issue = fc.record({
    severity: fc.constantFrom('error', 'fatal', 'warning'),
    code: fc.constantFrom('invalid', 'required', 'not-found'),
    diagnostics: secret,
    details: fc.record({ text: secret, coding: fc.array(fc.record({ display: secret })) }),
    expression: fc.array(
      fc.oneof(secret, fc.constant("Patient.identifier.where(value='123-45-6789')"), fc.constant('Patient.name')),
    ),
  })
  fc.assert(
    fc.property(fc.array(issue), (issues) => {
      expect(JSON.stringify(clean(outcome(...issues))) ?? '').not.toMatch(/SECRET|6789/)
    }),
  )
})
