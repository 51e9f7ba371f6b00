import { describe, expect, test } from 'vitest'
import { authorityOf } from '../../../src/authorize/authority.ts'
import { authorize } from '../../../src/authorize/authorize.ts'
import type { Permit } from '../../../src/authorize/decision.ts'
import { emptyIsHidden, type Visibility, visibilityOf } from '../../../src/enforce/guard/visibility.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import { configOf } from '../../config/files.ts'
import { get, languageOf } from '../../fixtures/language.ts'
import { callerWith, circumstances } from '../../fixtures/principal.ts'

const { definitions } = languageOf()

/** What is let out of the answer to a request, by the scopes and the rules of a policy. */
function visible(request: string, scopes: string, rules?: string): Visibility & { readonly hidesEmpty: boolean } {
  const text = `{ apiVersion: gatehouse/v1, kind: Policy, metadata: { name: tried }, rules: [${rules}] }`
  const policy = rules === undefined ? undefined : configOf('policy: p.yaml', { 'p.yaml': text }).policy.document
  const authority = authorityOf(definitions, [], ['https://fhir.example.org/fhir'], {}, policy)
  const caller = callerWith(scopes, definitions, 'p1')
  const permit = authorize(get(request) as SingleInteraction, caller, authority, circumstances) as Permit
  const visibility = visibilityOf(permit, caller.grants, authority)
  return { ...visibility, hidesEmpty: emptyIsHidden(permit.interaction as SingleInteraction, visibility) }
}

const own = 'patient/*.rs'
const any = 'user/*.rs'
const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const judged = `${most}, { id: no, effect: deny, match: { resources: [Observation] }, when: { eq: [resource.status, x] } }`
const narrow = `{ id: a, effect: permit, match: { interactions: ["*"], resources: [Observation] }, obligations: [{ narrow: { status: final } }] }, { id: b, effect: permit, match: { interactions: ["*"], resources: [Patient] } }`

test.each<[string, string, string | undefined, boolean]>([
  ['/Observation', any, undefined, true],
  ['/Observation', own, undefined, true],
  ['/Observation/1/_history', own, undefined, false],
  ['/Observation', any, judged, false],
  ['/Patient', any, judged, true],
])('whether %s for %s under %s counts only what is seen: %j', (request, scopes, rules, expected) => {
  expect(visible(request, scopes, rules).totalIsExact).toBe(expected)
})

test.each<[string, string, string | undefined, readonly string[]]>([
  ['/Observation?code=x', any, undefined, []],
  ['/Observation?code=x', own, undefined, ['code=x', 'patient=Patient/p1']],
  ['/Observation?code=x', 'user/Observation.rs?_tag=a', undefined, ['code=x', '_tag=a']],
  ['/Observation?code=x', any, narrow, ['code=x', 'status=final']],
  ['/Patient/p1', own, undefined, []],
])('what the upstream has to say that it used, for %s and %s under %s', (request, scopes, rules, expected) => {
  expect(visible(request, scopes, rules).echo.map(({ name, value }) => `${name}=${value}`)).toEqual(expected)
})

test('the most matches that may leave are those of the rules', () => {
  const few = '{ id: a, effect: permit, match: { interactions: ["*"] }, obligations: [{ maxResults: 7 }] }'
  expect(visible('/Patient', any, few).maxResults).toBe(7)
  expect(visible('/Patient', any, judged).maxResults).toBe(Number.POSITIVE_INFINITY)
  expect(visible('/Patient', any).maxResults).toBe(Number.POSITIVE_INFINITY)
})

test.each<[string, string, string | undefined, string, boolean]>([
  ['/Observation/_history', any, undefined, 'Observation', true],
  ['/Observation/_history', any, undefined, 'Patient', false],
  ['/Observation/1/_history', own, undefined, 'Observation', false],
  ['/Observation/_history', 'user/Observation.rs?_tag=a', undefined, 'Observation', false],
  ['/Patient/_history', any, judged, 'Patient', true],
  ['/Observation/_history', any, judged, 'Observation', false],
  ['/Patient/_history', any, narrow, 'Patient', true],
  ['/Observation/_history', any, narrow, 'Observation', false],
])('a deletion told by %s for %s under %s of a %s: %j', (request, scopes, rules, type, expected) => {
  expect(visible(request, scopes, rules).showsType(type)).toBe(expected)
})

describe('what came along leaves only with a row', () => {
  test.each<[string, string | undefined, boolean]>([
    ['/Observation?_include=Observation:encounter', judged, true],
    ['/Observation?_include=Observation:encounter', undefined, false],
    ['/Observation?_include=Observation:subject', narrow, true],
    ['/Observation', judged, false],
    ['/Encounter?_include=Encounter:location', judged, false],
    ['/Patient/1/$everything', judged, true],
    ['/Patient/1/$everything', undefined, false],
    ['/Observation/$lastn?patient=1', judged, false],
  ])('%s under %s: %j', (request, rules, expected) => {
    expect(visible(request, any, rules).linkedBy !== undefined).toBe(expected)
  })
})

test.each<[string, string, boolean]>([
  ['/Observation/1/_history', own, true],
  ['/Observation/1/_history', any, false],
  ['/Observation/_history', 'user/Observation.rs?_tag=a', false],
  ['/Patient/p1', own, false],
  ['/Observation/1/_history', 'user/Observation.rs?_tag=a', true],
  ['/Patient/p1/$everything', own, false],
])('an empty answer to %s for %s looks like none: %j', (request, scopes, expected) => {
  expect(visible(request, scopes).hidesEmpty).toBe(expected)
})
