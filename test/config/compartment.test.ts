import { expect, test } from 'vitest'
import { explainPartsOf } from '../../src/explain/parts.ts'
import { configOf } from './files.ts'

function ruleOf(type: string, section: string) {
  return explainPartsOf(configOf(section)).authority.compartment.rule(type)
}

test.each([
  ['Task', '', 'closed'],
  ['Task', 'compartment: { overrides: { Task: shared } }', 'shared'],
  ['Group', 'compartment: { overrides: { Group: compartment } }', 'compartment'],
  ['Observation', 'compartment: { overrides: { Observation: closed } }', 'closed'],
  ['Provenance', 'compartment: { overrides: { Provenance: closed } }', 'closed'],
  ['Practitioner', 'compartment: { overrides: { Practitioner: closed } }', 'closed'],
  ['Practitioner', 'compartment: { overrides: { Task: shared } }', 'shared'],
])('%s is, with "%s", %s', (type, section, kind) => {
  expect(ruleOf(type, section)?.kind).toBe(kind)
})

const performed = {
  resourceType: 'Observation',
  subject: { reference: 'Patient/a' },
  performer: [{ reference: 'Patient/b' }],
}

test.each([
  ['', ['a']],
  ['compartment: { subjectOnly: true }', ['a']],
  ['compartment: { subjectOnly: false }', ['b', 'a']],
])('whose an Observation is that one patient performed on another, with "%s"', (section, owners) => {
  expect(new Set(ruleOf('Observation', section)?.ownersOf(performed))).toEqual(new Set(owners))
})

test.each([
  ['overrides: { Task: shared, Practitioner: shared, Observation: closed, Group: compartment }', [/Task is shared/]],
  ['subjectOnly: false', [/subjectOnly is false/]],
  ['subjectOnly: true', []],
])('what shows more than by default is named at start: %s', (section, named) => {
  const { insecure } = configOf(`compartment: { ${section} }`)
  expect(insecure).toEqual(named.map((each) => expect.stringMatching(each)))
})
