import { expect, test } from 'vitest'
import { hasConditionalReference, readConditionalReferences } from '../../../src/fhir/bundle/conditional-references.ts'
import type { ConditionalReference } from '../../../src/fhir/interaction.ts'
import { type JsonBody, readStrict } from '../../../src/fhir/json/strict.ts'
import { languageOf } from '../../fixtures/language.ts'

const language = languageOf()

function bodyOf(text: string): JsonBody {
  return readStrict(Buffer.from(text), { depth: 64, top: text.startsWith('[') ? 'array' : 'object' }) as JsonBody
}

function observationOf(reference: string): JsonBody {
  return bodyOf(JSON.stringify({ resourceType: 'Observation', subject: { reference } }))
}

test.each([
  ['Patient?identifier=1', 'Patient', ['identifier']],
  ['Patient?identifier=http://x.org|1&birthdate=1980', 'Patient', ['identifier', 'birthdate']],
  ['Group?member:Patient.name=a', 'Group', ['name']],
])('%s is a search', (reference, type, codes) => {
  const [found] = readConditionalReferences(observationOf(reference), language) as readonly ConditionalReference[]
  expect(found?.type).toBe(type)
  expect(found?.query.criteria.map(({ parameter }) => parameter.code)).toEqual(codes)
})

test.each([
  ...[
    'Patient?',
    'Patient/?identifier=1',
    '/Patient?identifier=1',
    'Foo?identifier=1',
    'patient?identifier=1',
    '?identifier=1',
    'Patient/1?a=b',
  ],
  ...[
    'http://x.org/Patient?identifier=1',
    'urn:uuid:1?identifier=1',
    'Patient?identifier=%31',
    'Patient?identifier=a+b',
    'Patient?identifier=1#a',
  ],
  ...[
    'Patient?identifier=a b',
    'Patient?x=1',
    'Patient?_include=Patient:link',
    'Patient?_count=1',
    'Patient?identifier=',
    'Patient?a?b=c',
  ],
])('%s cannot be read', (reference) => {
  expect(readConditionalReferences(observationOf(reference), language)).toHaveProperty('refused')
})

test.each([
  '{"resourceType":"Observation","subject":{"reference":"Patient\\u003fidentifier=1"}}',
  '{"resourceType":"Observation","subject":{"refer\\u0065nce":"Patient\\u003Fidentifier=1"}}',
  '{"resourceType":"List","contained":[{"entry":[{"item":{"reference":"Patient?_id=1"}}]}]}',
  '{"resourceType":"Bundle","entry":[{"resource":{"subject":{"reference":"http://x/Patient?_id=1"}}}]}',
  '[{"op":"add","path":"/subject","value":{"reference":"Patient?_id=1"}}]',
  '[{"op":"add","path":"/subject/reference","value":"Patient?_id=1"}]',
  '[{"op":"add","path":"/subject/reference","value":"http://x/Patient?_id=1"}]',
  '[{"op":"add","path":"/subject/reference","value":"Patient/?_id=1"}]',
  '{"resourceType":"Parameters","parameter":[{"part":[{"name":"value","valueString":"Patient?_id=1"}]}]}',
  '{"resourceType":"Parameters","parameter":[{"part":[{"name":"value","valueReference":{"reference":"Patient?_id=1"}}]}]}',
])('%s has one', (text) => {
  expect(hasConditionalReference(bodyOf(text))).toBe(true)
})

test.each([
  '{"resourceType":"Observation","subject":{"reference":"Patient/1"}}',
  '{"resourceType":"Observation","valueString":"Patient?a=b","note":[{"text":"why?"}]}',
  '{"resourceType":"Patient","telecom":[{"value":"https://x.org/Room?id=1"}]}',
  '{"resourceType":"Observation","subject":{"reference":null,"display":"who?"}}',
  '[{"op":"replace","path":"/note/0/text","value":"how are you?"}]',
  '[]',
])('%s has none', (text) => {
  expect(hasConditionalReference(bodyOf(text))).toBe(false)
})

test('they are counted', () => {
  const entry = Array.from({ length: 101 }, () => ({ item: { reference: 'Patient?_id=1' } }))
  const body = bodyOf(JSON.stringify({ resourceType: 'List', entry }))
  expect(readConditionalReferences(body, language)).toMatchObject({ refused: 'TOO_MANY_PARAMETERS' })
})
