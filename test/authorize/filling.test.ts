import { describe, expect, test } from 'vitest'
import { authorize } from '../../src/authorize/authorize.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { type WritableInteraction, writeRequest } from '../../src/fhir/write/request.ts'
import { languageOf, read } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'
import { underRules } from './policy/outcome.ts'

/** What is sent for a search of the patient p1's app, and the length of the pages that are filled. */
function sent(scopes: string, target: string, version: FhirVersion = 'R4'): string {
  const language = languageOf(version)
  const interaction = read({ method: 'GET', target }, language)
  if (isRefusal(interaction)) return interaction.refused
  if (interaction.kind === 'page') throw new Error('a page link is opened before it is authorised')
  const caller = callerWith(scopes, language.definitions, 'p1')
  const decision = authorize(interaction, caller, authorityOf(language.definitions), circumstances)
  if (decision.effect === 'deny') return decision.reason.code
  const { path, query: inAddress, body } = writeRequest(decision.interaction as WritableInteraction)
  // A long one is sent as a form.
  const query = body?.toString() ?? inAddress
  const filled = decision.obligations.flatMap((each) => (each.kind === 'fill' ? ` filled to ${each.count}` : []))
  return `${path}?${query}${filled.join()}`
}

const inPart = 'user/Observation.rs?_tag=a user/Patient.rs user/Encounter.rs user/Practitioner.rs'

describe('pages are filled where no search can say what the scopes leave', () => {
  test.each([
    ['/Patient?_count=5', 'Patient?_count=5'],
    ['/?_type=Observation,Patient&_count=5', '?_type=Observation,Patient&_count=5 filled to 5'],
    ['/?_type=Observation,Patient', '?_type=Observation,Patient filled to 20'],
    ['/?_type=Observation,Patient&_summary=count', '?_type=Observation,Patient&_summary=count'],
    ['/?_type=Observation,Patient&_count=0', '?_type=Observation,Patient&_count=0'],
    ['/Observation/_history', 'Observation/_history? filled to 20'],
    ['/Observation/1/_history', 'Observation/1/_history?'],
  ])('%s', (target, expected) => {
    expect(sent(inPart, target)).toBe(expected)
  })

  test('and where the scopes fill them, a policy that looks at nothing leaves them so', () => {
    const { decide } = underRules('{ id: all, effect: permit, match: { interactions: ["*"] } }', { scopes: inPart })
    for (const target of ['/?_type=Observation,Patient', '/Observation/_history']) {
      const { obligations } = decide(`GET ${target}`) as { readonly obligations: readonly { readonly kind: string }[] }
      expect(obligations.filter(({ kind }) => kind === 'fill')).not.toEqual([])
    }
  })
})

describe('includes of searched types are left out of filled pages', () => {
  test.each([
    [
      '/?_type=Observation,Patient&_include=Observation:subject:Patient&_include=Observation:encounter',
      '?_type=Observation,Patient&_include=Observation:encounter:Encounter filled to 20',
    ],
    [
      '/?_type=Observation,Patient&_revinclude=Encounter:patient',
      '?_type=Observation,Patient&_revinclude=Encounter:patient filled to 20',
    ],
    ['/Patient?_revinclude=Observation:subject', 'Patient?_revinclude=Observation:subject'],
    ['/?_type=Encounter,Observation&_revinclude=Encounter:patient', '?_type=Encounter,Observation filled to 20'],
  ])('%s', (target, expected) => {
    expect(sent(inPart, target)).toBe(expected)
  })

  test('where one type is searched of which rows are hidden one by one', () => {
    const line = sent('patient/*.rs', '/Provenance?_include=Provenance:target')
    expect(line).toMatch(
      /^Provenance\/_search\?patient=Patient\/p1&_include=Provenance:target:Account&.* filled to 20$/,
    )
    expect(line).not.toMatch(/target:Provenance\b|target&/)
  })

  test('where every type is searched, or every one of a compartment', () => {
    expect(sent('user/*.rs?_tag=a', '/?_id=1&_include=Observation:encounter')).toBe('?_id=1 filled to 20')
    expect(
      sent('patient/*.rs', '/Patient/p1/*?_id=1&_include=Observation:subject:Patient&_include=Observation:performer'),
    ).toBe(
      'Patient/p1/*?_id=1&_include=Observation:performer:Organization&_include=Observation:performer:Practitioner&_include=Observation:performer:PractitionerRole filled to 20',
    )
  })
})

describe('an include goes on from what is seen whole only', () => {
  test.each([
    [
      'patient/*.rs',
      '/Encounter?_include=Encounter:subject&_include:iterate=PractitionerRole:organization',
      'Encounter?patient=Patient/p1&_include=Encounter:subject&_include:iterate=PractitionerRole:organization',
    ],
    [
      'patient/Encounter.rs patient/Patient.rs patient/Organization.rs',
      '/Encounter?_include=Encounter:subject&_include:iterate=PractitionerRole:organization',
      'Encounter?patient=Patient/p1&_include=Encounter:subject:Patient',
    ],
    [
      'patient/*.rs',
      '/Encounter?_include:iterate=Encounter:part-of&_include=Encounter:subject',
      'Encounter?patient=Patient/p1&_include=Encounter:part-of&_include=Encounter:subject',
    ],
    ['user/*.rs', '/Encounter?_include:iterate=Encounter:part-of', 'Encounter?_include:iterate=Encounter:part-of'],
  ])('%s %s', (scopes, target, expected) => {
    expect(sent(scopes, target)).toBe(expected)
  })
})

test('that a reference is in a Group of R5 is told of all Groups, so a patient’s app may not ask', () => {
  expect(sent('patient/*.rs', '/Observation?performer:in=Group/1', 'R5')).toBe('CANNOT_BE_CONFINED')
  expect(sent('user/*.rs', '/Observation?performer:in=Group/1', 'R5')).toBe('Observation?performer:in=Group/1')
})
