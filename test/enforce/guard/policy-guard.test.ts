import { describe, expect, test } from 'vitest'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { bytesOf, tried } from './tried.ts'

const REDACTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'REDACTED' }
const meta = { security: [REDACTED] }

/** How a resource leaves: as it is, changed, or why it does not. */
function leaves(request: string, rules: string, resource: object | string): unknown {
  const { visibility } = tried(request, 'user/*.rs', rules)
  const bytes = bytesOf(resource)
  const denial = visibility.denialOf(bytes)
  expect(visibility.shows(bytes)).toBe(denial === undefined)
  if (denial !== undefined) return denial.code
  const release = visibility.release(bytes)
  return release === undefined ? 'as it is' : JSON.parse(release.bytes.toString())
}

describe('a resource inside of another leaves as one of its type would', () => {
  const rules = `
    { id: basics, effect: permit, match: { interactions: ["*"], resources: [Basic, Patient] },
      obligations: [{ redact: { elements: [Patient.birthDate], style: remove } }] },
    { id: final, effect: permit, match: { interactions: ["*"], resources: [Observation, Procedure] },
      when: { eq: [resource.status, final] },
      obligations: [{ redact: { elements: [Observation.value, Procedure.bodySite], style: remove } }] },
    { id: errors, effect: deny, match: { resources: [Observation] }, when: { eq: [resource.status, entered-in-error] } },
    { id: planned, effect: permit, match: { interactions: ["*"], resources: [CarePlan] },
      when: { eq: [resource.status, active] } },
    { id: closed, effect: deny, match: { resources: [Coverage] } }`
  const observation = { resourceType: 'Observation', valueString: 'x', bodySite: { text: 'm' } }

  test.each<[string, object, object | string]>([
    ['of a type that nothing is redacted in', { resourceType: 'Basic', birthDate: 'x' }, 'as it is'],
    ['of a type that is permitted', { resourceType: 'Patient', birthDate: '1980' }, { resourceType: 'Patient' }],
    [
      'permitted for what it says',
      { ...observation, status: 'final' },
      { resourceType: 'Observation', status: 'final', bodySite: { text: 'm' } },
    ],
    [
      'that no rule permits for what it says, being part of one that is permitted',
      { ...observation, status: 'draft' },
      { resourceType: 'Observation', status: 'draft', bodySite: { text: 'm' } },
    ],
    [
      'that no rule permits for what it says, nothing redacted',
      { resourceType: 'CarePlan', status: 'draft' },
      'as it is',
    ],
    ['of a type that no rule speaks of', { resourceType: 'Encounter', status: 'planned' }, 'as it is'],
    ['denied for what it says', { ...observation, status: 'entered-in-error' }, 'OBLIGATION_IMPOSSIBLE'],
    ['of a type that is denied', { resourceType: 'Coverage' }, 'OBLIGATION_IMPOSSIBLE'],
  ])('%s', (_name, contained, left) => {
    const expected = typeof left === 'string' ? left : { resourceType: 'Basic', contained: [left], meta }
    expect(leaves('/Basic/1', rules, { resourceType: 'Basic', contained: [contained] })).toEqual(expected)
  })

  test('in an entry of a Bundle, with a label of its own', () => {
    const inner = { resourceType: 'Patient', birthDate: '1980' }
    const bundle = { resourceType: 'Basic', entry: [{ resource: inner }] }
    const left = { resourceType: 'Basic', entry: [{ resource: { resourceType: 'Patient', meta } }], meta }
    expect(leaves('/Basic/1', rules, bundle)).toEqual(left)
  })
})

describe('a rule that narrows holds single resources to it', () => {
  const rules = (parameter: string) => `
    { id: some, effect: permit, match: { interactions: ["*"], resources: [Observation] },
      obligations: [{ narrow: { ${parameter} } }] },
    { id: others, effect: permit, match: { interactions: ["*"], resources: [Patient, Encounter] } }`
  const final = { resourceType: 'Observation', status: 'final' }
  const draft = { resourceType: 'Observation', status: 'draft' }

  test.each<[string, string, object, string]>([
    ['/Observation/1', 'status: final', final, 'as it is'],
    ['/Observation/1', 'status: final', draft, 'OBLIGATION_IMPOSSIBLE'],
    ['/Observation?code=x', 'status: final', final, 'as it is'],
    ['/Observation?code=x', 'status: final', draft, 'OBLIGATION_IMPOSSIBLE'],
    ['/Encounter?_revinclude=Observation:encounter', 'status: final', final, 'as it is'],
    ['/Encounter?_revinclude=Observation:encounter', 'status: final', draft, 'OBLIGATION_IMPOSSIBLE'],
  ])('%s, %s, %j: %s', (request, parameter, resource, expected) => {
    expect(leaves(request, rules(parameter), resource)).toBe(expected)
  })
})

describe('labels of the policy', () => {
  const label = '{ addLabel: ["urn:x|R"] }'
  const labelled = (more: string) =>
    `{ id: a, effect: permit, match: { interactions: ["*"] }, obligations: [${label}${more}] }`
  const security = [{ system: 'urn:x', code: 'R' }]
  const redact = ', { redact: { elements: [Patient.birthDate], style: remove } }'

  test.each<[string, string, object, object]>([
    ['are put on what leaves', '', {}, { meta: { security } }],
    [
      'beside those that are there',
      '',
      { meta: { security: [REDACTED] } },
      { meta: { security: [REDACTED, ...security] } },
    ],
    ['and on what is redacted', redact, { birthDate: '1980' }, { meta: { security: [REDACTED, ...security] } }],
  ])('%s', (_name, more, resource, left) => {
    expect(leaves('/Patient/1', labelled(more), { resourceType: 'Patient', ...resource })).toEqual({
      resourceType: 'Patient',
      ...left,
    })
  })

  test('alone make no other representation; what is taken out does', () => {
    const released = (more: string) =>
      tried('/Patient/1', 'user/*.rs', labelled(more)).visibility.release(
        bytesOf({ resourceType: 'Patient', birthDate: '1980' }),
      )
    expect(released('')?.redacted).toBe(false)
    expect(released(redact)?.redacted).toBe(true)
  })

  test('that cannot be put on it keep it back', () => {
    const broken = bytesOf({ resourceType: 'Patient', meta: 1 })
    const { visibility } = tried('/Patient/1', 'user/*.rs', labelled(''))
    expect(() => visibility.shows(broken)).toThrow(AnswerError)
    expect(() => visibility.shows(broken)).toThrow(expect.objectContaining({ problem: 'malformed' }))
  })
})
