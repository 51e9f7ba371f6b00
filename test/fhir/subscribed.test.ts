import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../src/fhir/refusal.ts'
import { readSubscribed } from '../../src/fhir/subscription/subscribed.ts'
import { criteriaPairs } from '../../src/fhir/write/search.ts'
import { languageOf } from '../fixtures/language.ts'

const by = (criteria: unknown, more: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  criteria,
  channel: { type: 'rest-hook', endpoint: 'https://app.example.org/hook' },
  ...more,
})

/** What it is sent, as a search. */
function watched(resource: unknown, version: 'R4' | 'R4B' | 'R5' = 'R4'): string {
  const subscribed = readSubscribed(resource, languageOf(version))
  if (isRefusal(subscribed)) return subscribed.refused
  const pairs = criteriaPairs(subscribed.query.criteria).map(({ name, value }) => `${name}=${value}`)
  return [subscribed.type, ...pairs, ...subscribed.query.closed].join(' ')
}

describe('criteria are a search on a type', () => {
  test.each([
    ['Observation', 'Observation'],
    ['Observation?', 'Observation'],
    ['Observation?code=http://loinc.org|1975-2', 'Observation code=http://loinc.org|1975-2'],
    ['Observation?subject:Patient.name=a&status=final', 'Observation subject:Patient.name=a status=final'],
    ['Patient?_has:Observation:subject:code=x', 'Patient _has:Observation:subject:code=x'],
    ['Observation?_filter=x', 'Observation _filter'],
  ])('%s', (criteria, expected) => {
    for (const version of ['R4', 'R4B'] as const) expect(watched(by(criteria), version)).toBe(expected)
  })
})

describe('criteria that cannot be read, or have more than criteria', () => {
  const texts = [
    ...['', '?', 'observation?', 'Observations?', 'Foo', '[*]', '[Observation,Patient]', 'Observation,Patient', '*'],
    ...['/Observation', 'Observation/1', 'Observation/?code=x', 'https://fhir.example.org/Observation?code=x'],
    ...['Observation?code=%78', 'Observation?code=x#y', 'Observation?code=x;y', 'Observation?code=a b', ' Observation'],
    ...[
      'Observation\n',
      'Observation?code=x?y',
      'Observation?&',
      'Observation?=x',
      'Observation?code=',
      'Observation??',
    ],
    ...['Observation?unknown=x', 'Observation?code:unknown=x', 'Observation?subject:Patient.unknown=x'],
    ...['_include=Observation:subject', '_revinclude=Provenance:target', '_sort=code', '_count=1', '_elements=id'].map(
      (part) => `Observation?code=x&${part}`,
    ),
    ...['Observation?_include=Observation:subject', 'Observation?_format=json', 'Observation?_type=Patient'],
    'Observation?subject.subject.subject.subject.name=a',
    'http://example.org/topic',
    `Observation?${Array(101).fill('code=x').join('&')}`,
  ]
  const criteria: readonly unknown[] = [...texts, undefined, null, 1, ['Observation'], { value: 'Observation' }]
  test.each(criteria.map((each) => [each]))('%j', (each) => expect(watched(by(each))).toBe('SUBSCRIPTION_CRITERIA'))
})

describe('where it may be anything', () => {
  const profile = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription'
  test.each<[object]>([
    ...['topic', 'filterBy', 'trigger', 'contained', 'extension', 'modifierExtension', '_criteria', 'Criteria'].map(
      (name): [object] => [{ [name]: [] }],
    ),
    ...[[], null, 'x', { profile: [profile] }, { profile: [] }, { extension: [] }].map((meta): [object] => [{ meta }]),
    ...[[], null, 'x', { _payload: {} }, { extension: [] }, { Payload: 'x' }].map((channel): [object] => [{ channel }]),
  ])('%j', (more) => expect(watched(by('Observation', more))).toBe('*'))

  test('always by R5, and whatever its criteria say', () => {
    expect(watched(by('Observation'), 'R5')).toBe('*')
    expect(watched({ resourceType: 'Subscription', topic: 'urn:topic' }, 'R5')).toBe('*')
    expect(watched(by('[*]', { topic: 'urn:topic' }))).toBe('*')
  })
})

test.each([{ payload: 'application/fhir+json' }, { payload: '' }, {}])('a payload of %j tells no less', (channel) =>
  expect(watched(by('Patient', { channel }))).toBe('Patient'),
)
