import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const redacting = (elements: string) =>
  underRules(`
  { id: most, effect: permit, match: { interactions: ["*"] },
    obligations: [{ redact: { elements: [${elements}], style: remove } }] }
`).outcome

describe('what looks into other resources', () => {
  test.each([
    ['List.entry', 'Observation?_list=1', 'PARAMETER_REDACTED'],
    ['List.entry.item', 'Patient?_list=$current-problems', 'PARAMETER_REDACTED'],
    ['List.entry', 'Encounter?subject:Patient._list=1', 'PARAMETER_REDACTED'],
    ['List.title', 'Observation?_list=1', 'GET Observation?_list=1'],
    ['ValueSet.compose', 'Observation?code:in=http://x.example/v', 'PARAMETER_REDACTED'],
    ['ValueSet.expansion', 'Observation?code:not-in=http://x.example/v', 'PARAMETER_REDACTED'],
    ['ValueSet.title', 'Observation?code:in=x', 'GET Observation?code:in=x'],
    ['Location.partOf', 'Encounter?location:below=1', 'PARAMETER_REDACTED'],
    ['Location.partOf', 'Encounter?location:above=1', 'PARAMETER_REDACTED'],
    ['Location.partOf', 'Encounter?location=1', 'GET Encounter?location=1'],
    ['Location.name', 'Encounter?location:below=1', 'GET Encounter?location:below=1'],
  ])('%s redacted: %s', (elements, target, expected) => {
    expect(redacting(elements)(`GET /${target}`)).toBe(expected)
  })
})

describe('what an operation chooses by', () => {
  const all = '/Patient/1/$everything'
  test.each([
    ['Observation.subject', all, 'PARAMETER_REDACTED'],
    ['Observation.performer', all, 'PARAMETER_REDACTED'],
    ['Provenance.target', all, 'PARAMETER_REDACTED'],
    [
      'Observation.subject',
      `${all}?_type=Patient,Encounter`,
      `GET Patient/1/$everything?_type=Patient,Encounter, drop-total`,
    ],
    ['Observation.subject', '/Encounter/1/$everything', 'GET Encounter/1/$everything'],
    ['Observation.encounter', '/Encounter/1/$everything', 'PARAMETER_REDACTED'],
    ['Patient.link', all, 'GET Patient/1/$everything, redact Patient.link'],
    ['Observation.effective', all, 'GET Patient/1/$everything'],
    ['Observation.effective', `${all}?start=2020-01-01`, 'PARAMETER_REDACTED'],
    ['Patient.birthDate', `${all}?end=2020-01-01`, 'PARAMETER_REDACTED'],
    ['Observation.effective', '/Observation/$lastn?max=1', 'PARAMETER_REDACTED'],
    ['Observation.code', '/Observation/$lastn', 'PARAMETER_REDACTED'],
    ['Observation.note', '/Observation/$lastn', 'GET Observation/$lastn, redact Observation.note'],
    ['DocumentReference.context', '/DocumentReference/$docref?patient=1&start=2020-01-01', 'PARAMETER_REDACTED'],
    [
      'DocumentReference.context',
      '/DocumentReference/$docref?patient=1',
      'GET DocumentReference/$docref?patient=1, redact DocumentReference.context',
    ],
  ])('%s redacted: %s', (elements, target, expected) => {
    expect(redacting(elements)(`GET ${target}`)).toBe(expected)
  })
})
