import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { compilePath } from '../../src/fhir/path-walker.ts'
import { createReferenceReader } from '../../src/fhir/reference.ts'
import { matcherFor } from '../../src/scopes/constraint-matcher.ts'
import { readConstraints } from '../../src/scopes/constraints.ts'

const versions: FhirVersion[] = ['R4', 'R4B', 'R5']
const read = createReferenceReader(['https://gateway.example.org/fhir'])
const observationCategory = 'http://terminology.hl7.org/CodeSystem/observation-category'
const conditionCategory = 'http://terminology.hl7.org/CodeSystem/condition-category'

function match(type: string, text: string, version: FhirVersion = 'R4') {
  return matcherFor(type, readConstraints(text)!, loadDefinitions(version), read)
}

function fits(type: string, text: string, elements: object, version?: FhirVersion): boolean {
  const matcher = match(type, text, version)
  if ('unusable' in matcher) throw new Error(matcher.unusable)
  return matcher.matches({ resourceType: type, ...elements })
}

function coded(code: string, system?: string) {
  return { coding: [{ ...(system && { system }), code }] }
}

describe('covers', () => {
  test.each<[string, string, object]>([
    ['Observation', 'category=laboratory', { category: [coded('laboratory', observationCategory)] }],
    ['Observation', 'category=laboratory', { category: [coded('exam'), coded('laboratory')] }],
    [
      'Observation',
      `category=${observationCategory}|laboratory`,
      { category: [coded('laboratory', observationCategory)] },
    ],
    ['Observation', 'category=%7Claboratory', { category: [coded('laboratory')] }],
    ['Observation', `category=${observationCategory}|`, { category: [coded('anything', observationCategory)] }],
    ['Observation', 'category=laboratory,vital-signs', { category: [coded('vital-signs')] }],
    ['Observation', 'category=laboratory&status=final', { category: [coded('laboratory')], status: 'final' }],
    ['Observation', 'category=a&category=b', { category: [coded('a'), coded('b')] }],
    [
      'Condition',
      `category=${conditionCategory}|encounter-diagnosis`,
      { category: [coded('encounter-diagnosis', conditionCategory)] },
    ],
    ['Condition', 'clinical-status=active', { clinicalStatus: coded('active') }],
    ['Condition', 'verification-status=confirmed', { verificationStatus: coded('confirmed') }],
    ['Encounter', 'class=AMB', { class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' } }],
    ['MedicationRequest', 'intent=order', { intent: 'order' }],
    ['Patient', 'active=true', { active: true }],
    ['Patient', 'identifier=urn:oid:1.2|42', { identifier: [{ system: 'urn:oid:1.2', value: '42' }] }],
    ['Patient', 'phone=555-0100', { telecom: [{ system: 'phone', value: '555-0100' }] }],
    ['Patient', '_id=1', { id: '1' }],
    ['Observation', '_security=N', { meta: { security: [{ system: 's', code: 'N' }] } }],
    ['Observation', '_tag=s|t', { meta: { tag: [{ system: 's', code: 't' }] } }],
    ['Observation', '_profile=http://example.org/p', { meta: { profile: ['http://example.org/p'] } }],
    ['Observation', 'patient=1', { subject: { reference: 'Patient/1' } }],
    ['Observation', 'subject=Patient/1', { subject: { reference: 'https://gateway.example.org/fhir/Patient/1' } }],
    ['Observation', 'encounter=Encounter/1', { encounter: { reference: 'Encounter/1/_history/2' } }],
    ['Observation', 'patient=https://gateway.example.org/fhir/Patient/1', { subject: { reference: 'Patient/1' } }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q', { questionnaire: 'http://example.org/q|1.0' }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q|1', { questionnaire: 'http://example.org/q|1' }],
    ['Condition', 'category=phone|x', { category: [coded('x', 'phone')] }],
    ['Patient', 'identifier=urn:oid:1.2|', { identifier: [{ system: 'urn:oid:1.2', value: '42' }] }],
    ['ValueSet', 'url=http://example.org/v|1', { url: 'http://example.org/v|1' }],
    ['Provenance', 'target=Patient/1', { target: [{ reference: 'Patient/1' }] }],
    ['Observation', 'code=a%5C,b', { code: coded('a,b') }],
    ['Observation', 'code=a%5C%7Cb', { code: coded('a|b') }],
    ['Observation', 'value-concept=x', { valueCodeableConcept: coded('x') }],
  ])('%s?%s', (type, text, elements) => {
    expect(fits(type, text, elements)).toBe(true)
  })

  test('R5, where profiles are references and concepts may be referred to', () => {
    expect(
      fits('Observation', '_profile=http://example.org/p', { meta: { profile: ['http://example.org/p|2'] } }, 'R5'),
    ).toBe(true)
    expect(fits('MedicationRequest', 'code=x', { medication: { concept: coded('x') } }, 'R5')).toBe(true)
  })
})

describe('does not cover', () => {
  test.each<[string, string, object]>([
    ['Observation', 'category=laboratory', {}],
    ['Observation', 'category=laboratory', { category: null }],
    ['Observation', 'category=laboratory', { category: 'laboratory-x' }],
    ['Observation', 'category=laboratory', { category: [coded('Laboratory')] }],
    ['Observation', 'category=laboratory', { category: [coded('laboratory-2')] }],
    ['Observation', 'category=laboratory', { category: [{ text: 'laboratory' }] }],
    ['Observation', 'category=laboratory', { category: [{ coding: [{ display: 'laboratory' }] }] }],
    ['Observation', 'category=laboratory', { category: [{ coding: { code: 'laboratory' } }] }],
    ['Observation', 'category=laboratory', { category: [{ coding: [{ code: ['laboratory'] }] }] }],
    ['Observation', 'category=laboratory', { category: [{ coding: [{ code: 'laboratory', system: 7 }] }] }],
    ['Observation', 'category=laboratory', { category: [[coded('laboratory')]] }],
    ['Observation', 'category=laboratory', { code: coded('laboratory') }],
    ['Observation', 'category=laboratory', { contained: [{ category: [coded('laboratory')] }] }],
    ['Observation', 'category=laboratory', { category: [coded('laboratory')], resourceType: 'Condition' }],
    ['Observation', 'category=s|laboratory', { category: [coded('laboratory', 'other')] }],
    ['Observation', 'category=s|laboratory', { category: [coded('laboratory')] }],
    ['Observation', 'category=|laboratory', { category: [coded('laboratory', 's')] }],
    ['Observation', 'category=s|', { category: [coded('laboratory', 'other')] }],
    ['Observation', 'category=a&status=final', { category: [coded('a')], status: 'amended' }],
    ['Observation', 'category=a&category=b', { category: [coded('a')] }],
    ['Observation', 'status=s|final', { status: 'final' }],
    ['Observation', 'status=|final', { status: 'final' }],
    ['Patient', 'active=true', { active: 'yes' }],
    ['Patient', 'active=true', { active: false }],
    ['Patient', 'identifier=urn:oid:1.2|42', { identifier: [{ system: 'urn:oid:1.3', value: '42' }] }],
    ['Patient', 'phone=555', { telecom: [{ system: 'email', value: '555' }] }],
    ['Observation', 'patient=1', { subject: { reference: 'Patient/12' } }],
    ['Observation', 'patient=1', { subject: { reference: 'Group/1' } }],
    ['Observation', 'patient=1', { subject: { reference: 'https://elsewhere.example/Patient/1' } }],
    ['Observation', 'patient=1', { subject: { identifier: { value: '1' }, type: 'Patient' } }],
    ['Observation', 'patient=1', { performer: [{ reference: 'Patient/1' }] }],
    ['Observation', 'encounter=Encounter/1', { encounter: 'Encounter/1' }],
    ['Observation', '_profile=http://example.org/p', { meta: { profile: ['http://example.org/pq'] } }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q|1', { questionnaire: 'http://example.org/q|2' }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q|1', { questionnaire: 'http://example.org/q' }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q', { questionnaire: 'http://example.org/other' }],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q', { questionnaire: 7 }],
    ['Observation', 'category=laboratory', { category: [{ coding: [null, 'laboratory'] }] }],
    ['Observation', '_tag=x', { meta: { tag: [{ code: 'x' }] }, resourceType: 'Condition' }],
    ['Patient', 'active=|true', { active: true }],
    ['Patient', 'identifier=42', { identifier: [{ value: '42', code: '7' }] }],
    ['Patient', 'phone=|555', { telecom: [{ system: 'phone', value: '555' }] }],
    ['Observation', 'value-concept=x', { value: { resourceType: 'CodeableConcept', ...coded('x') } }],
  ])('%s?%s %j', (type, text, elements) => {
    expect(fits(type, text, elements)).toBe(false)
  })

  test('what is within a resource where R5 has an element', () => {
    const medication = { resourceType: 'Medication', concept: coded('x') }
    expect(fits('MedicationRequest', 'code=x', { medication }, 'R5')).toBe(false)
    const addresses = [{ reference: { reference: 'Condition/1' }, resourceType: 'Basic' }]
    expect(fits('CarePlan', 'condition=1', { addresses }, 'R5')).toBe(false)
    expect(fits('CarePlan', 'condition=1', { addresses: [{ reference: { reference: 'Condition/1' } }] }, 'R5')).toBe(
      true,
    )
    expect(fits('Observation', 'component-code=x', { component: [{ resourceType: 'Basic', code: coded('x') }] })).toBe(
      false,
    )
  })

  test.each(['phone', 'fax', 'email', 'pager', 'url', 'sms', 'other'])(
    'a contact by %s, whose system is not that of a token',
    (system) => {
      const telecom = [{ system, value: '555' }]
      expect(fits('Patient', `telecom=${system}|555`, { telecom })).toBe(false)
      expect(fits('Patient', 'telecom=555', { telecom })).toBe(true)
    },
  )

  test.each([undefined, null, 7, 'Observation', [], [{ resourceType: 'Observation' }], {}])('%j', (value) => {
    const matcher = match('Observation', 'category=laboratory')
    expect('matches' in matcher && matcher.matches(value)).toBe(false)
  })
})

describe('cannot be used, so grants nothing', () => {
  test.each([
    ['Observation', 'nothing=x'],
    ['Observation', 'clinical-status=x'],
    ['Observation', 'Category=x'],
    ['Observation', 'code:in=http://example.org/vs'],
    ['Observation', 'category:not=laboratory'],
    ['Observation', 'subject:Patient=1'],
    ['Observation', 'patient.name=x'],
    ['Observation', 'subject:Patient.name=x'],
    ['Observation', '_has:Provenance:target:agent=x'],
    ['Observation', '_count=5'],
    ['Observation', '_sort=date'],
    ['Observation', '_include=Observation:subject'],
    ['Observation', '_elements=id'],
    ['Observation', '_summary=true'],
    ['Observation', '_filter=code'],
    ['Observation', '_query=x'],
    ['Observation', '_text=x'],
    ['Observation', '_content=x'],
    ['Observation', '_list=1'],
    ['Observation', '_type=Observation'],
    ['Observation', '_lastUpdated=ge2024'],
    ['Observation', 'value-quantity=5'],
    ['Observation', 'code-value-concept=a$b'],
    ['Patient', 'name=x'],
    ['Patient', 'deceased=true'],
    ['Observation', 'category=a,'],
    ['Observation', 'category=,a'],
    ['Observation', 'category=|'],
    ['Observation', 'category=a|b|c'],
    ['Observation', 'category=a%5Cb'],
    ['Observation', 'category=a%5C'],
    ['Observation', 'subject=1'],
    ['Observation', 'patient=Group/1'],
    ['Observation', 'patient=Patient/1/_history/1'],
    ['Observation', 'patient=Patient?name=x'],
    ['Observation', 'patient=Nobody/1'],
    ['Observation', 'patient=a b'],
    ['Observation', 'category=a&value-quantity=5'],
    ['ValueSet', 'url=http://example.org/v,'],
    ['QuestionnaireResponse', 'questionnaire=q-http://example.org/q'],
    ['QuestionnaireResponse', 'questionnaire=http://example.org/q q'],
    ['Observation', `category=${Array.from({ length: 65 }, (_, at) => at).join()}`],
    ['Observation', Array.from({ length: 17 }, (_, at) => `category=${at}`).join('&')],
  ])('%s?%s', (type, text) => {
    expect(match(type, text)).toEqual({ unusable: expect.any(String) })
  })

  test('the reason names no value', () => {
    for (const text of ['patient=Group/secret', 'category=secret|a|b', 'date=secret', 'code:in=secret']) {
      expect(JSON.stringify(match('Observation', text))).not.toContain('secret')
    }
  })
})

test('as many values and constraints as are allowed can be used', () => {
  const values = Array.from({ length: 64 }, (_, at) => at).join()
  expect(fits('Observation', `category=${values}`, { category: [coded('63')] })).toBe(true)
  const constraints = Array.from({ length: 16 }, (_, at) => `category=${at}`).join('&')
  expect(match('Observation', constraints)).toHaveProperty('matches')
})

test('what it looks at is named, and enough', () => {
  const matcher = match('Observation', 'category=a&status=final&patient=1&_tag=x&value-concept=y&category=b')
  expect(matcher).toMatchObject({ elements: ['category', 'status', 'subject', 'meta', 'valueCodeableConcept'] })
})

describe.each(versions)('%s', (version) => {
  const definitions = loadDefinitions(version)

  test('the parameters that scopes are most likely to name can be used wherever a type has them', () => {
    const names = [
      'category',
      'code',
      'status',
      'type',
      'class',
      'intent',
      '_tag',
      '_security',
      'clinical-status',
      'verification-status',
    ]
    const found = [...definitions.resourceTypes].flatMap((type) =>
      names
        .filter((name) => ['token', 'uri'].includes(definitions.searchParameter(type, name)?.type ?? ''))
        .map((name) => [type, name] as const),
    )
    expect(found.length).toBeGreaterThan(400)
    expect(found.filter(([type, name]) => 'unusable' in match(type, `${name}=x`, version))).toEqual([])
  })

  test('no reference parameter that can be walked leaves the type of a choice open, where it would find nothing', () => {
    const open = [...definitions.resourceTypes].flatMap((type) => {
      const choices = definitions.referencePaths(type).filter(({ path }) => path.endsWith('[x]'))
      const paths = new Set(choices.map(({ path }) => path.slice(0, -3)))
      return definitions.searchParameters(type).flatMap(({ code, type: kind, expression }) => {
        const branches = kind === 'reference' && expression ? (compilePath(expression)?.branches ?? []) : []
        return branches
          .map(({ steps }) => steps.filter((step) => step.kind === 'element'))
          .filter((steps) => steps.at(-1)?.as === undefined && paths.has(steps.map(({ name }) => name).join('.')))
          .map(() => `${type}?${code}`)
      })
    })
    expect(open).toEqual([])
  })
})
