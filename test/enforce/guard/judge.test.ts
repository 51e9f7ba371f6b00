import { describe, expect, test } from 'vitest'
import { judgeOf } from '../../../src/enforce/guard/judge.ts'
import { visibilityOf } from '../../../src/enforce/guard/visibility.ts'
import { bytesOf, tried } from './tried.ts'

const observation = (patient: string, more = {}) => ({
  resourceType: 'Observation',
  id: '1',
  subject: { reference: `Patient/${patient}` },
  ...more,
})
const tagged = (resource: object, code: string) => ({ ...resource, meta: { tag: [{ code }] } })
const location = { resourceType: 'Location', id: '1' }

describe('a resource leaves when one of the scopes reaches it', () => {
  test.each<[string, string, object, boolean]>([
    ['/Observation', 'patient/*.rs', observation('p1'), true],
    ['/Observation', 'patient/*.rs', observation('p2'), false],
    ['/Observation', 'patient/*.rs user/*.rs', observation('p2'), true],
    ['/Observation', 'patient/Observation.rs user/Encounter.rs', observation('p2'), false],
    ['/Observation', 'patient/Observation.rs', { resourceType: 'Encounter', id: '1' }, false],
    ['/Observation', 'user/Observation.rs?_tag=a user/Observation.rs?_tag=b', tagged(observation('p2'), 'a'), true],
    ['/Observation', 'user/Observation.rs?_tag=a user/Observation.rs?_tag=b', tagged(observation('p2'), 'b'), true],
    ['/Observation', 'user/Observation.rs?_tag=a user/Observation.rs?_tag=b', tagged(observation('p2'), 'c'), false],
    ['/Observation', 'user/Observation.rs?_tag=a patient/Observation.rs', observation('p1'), true],
    ['/Observation', 'user/Observation.rs?_tag=a patient/Observation.rs', observation('p2'), false],
    ['/Observation', 'patient/Observation.rs?_tag=a', tagged(observation('p1'), 'a'), true],
    ['/Observation', 'patient/Observation.rs?_tag=a', tagged(observation('p2'), 'a'), false],
    ['/Observation', 'patient/Observation.rs?_tag=a', observation('p1'), false],
    ['/Location', 'patient/*.rs', location, true],
    ['/Location', 'patient/Location.rs?_tag=a', tagged(location, 'a'), true],
    ['/Location', 'patient/Location.rs?_tag=a', location, false],
    ['/Location', 'patient/Location.rs?_tag=a patient/Location.rs', location, true],
    ['/Patient/p1/$everything', 'patient/*.rs', observation('p1'), true],
    ['/Patient/p1/$everything', 'patient/*.rs', observation('p2'), false],
    ['/Patient/p1/$everything', 'patient/*.rs', { resourceType: 'Origin', id: 'p1' }, false],
  ])('%s for %s: %j leaves: %j', (request, scopes, resource, expected) => {
    const { visibility } = tried(request, scopes)
    expect(visibility.shows(bytesOf(resource))).toBe(expected)
    expect(visibility.shows(bytesOf(resource))).toBe(expected)
  })
})

describe('what is gathered to a record has to be found as well as read', () => {
  const reads = 'user/Patient.rs user/Observation.r user/Observation.s?_tag=a'
  const finds = 'user/Patient.rs user/Observation.s user/Observation.r?_tag=a'
  const either = 'user/Patient.rs user/Observation.r?_tag=a user/Observation.s?_tag=b'
  const both = tagged(observation('p1'), 'a')
  both.meta.tag.push({ code: 'b' })

  test.each<[string, object, boolean]>([
    [reads, tagged(observation('p1'), 'a'), true],
    [reads, observation('p1'), false],
    [finds, tagged(observation('p1'), 'a'), true],
    [finds, observation('p1'), false],
    [either, both, true],
    [either, tagged(observation('p1'), 'a'), false],
    [either, tagged(observation('p1'), 'b'), false],
    ['user/Patient.rs user/Observation.rs', observation('p1'), true],
    ['user/Patient.rs user/Observation.rs?_tag=a', tagged(observation('p1'), 'a'), true],
    ['user/Patient.rs user/Observation.r', observation('p1'), false],
    ['user/Patient.rs user/Observation.s', observation('p1'), false],
    ['patient/*.rs user/Observation.r', observation('p2'), false],
    ['patient/*.rs user/Observation.rs', observation('p2'), true],
    ['system/*.r system/*.s?_tag=a', observation('p1'), false],
  ])('%s: %j leaves: %j', (scopes, resource, expected) => {
    const { visibility } = tried('/Patient/p1/$everything', scopes)
    expect(visibility.shows(bytesOf(resource))).toBe(expected)
  })
})

test.each(['user/Patient.rs', 'user/Patient.rs user/Observation.r', 'user/Patient.rs user/Observation.s'])(
  'to be gathered takes both permissions, whoever lets the type in: %s',
  (scopes) => {
    const { permit, grants, authority } = tried('/Patient', scopes)
    const guard = {
      kind: 'guard',
      types: new Set(['*']),
      permissions: new Map([['*', ['r', 's'] as const]]),
      each: true,
    } as const
    const visibility = visibilityOf({ ...permit, obligations: [guard] }, grants, authority)
    expect(visibility.shows(bytesOf(observation('p1')))).toBe(false)
    expect(visibility.shows(bytesOf({ resourceType: 'Patient', id: 'p1' }))).toBe(true)
  },
)

test.each<[string, string, string, boolean]>([
  ['/Observation/1/_history', 'patient/*.rs user/*.rs', 'Observation', true],
  ['/Observation/1/_history', 'patient/*.rs', 'Observation', false],
  ['/Location/1/_history', 'patient/*.rs', 'Location', true],
  ['/Location/1/_history', 'patient/Location.rs?_tag=a', 'Location', false],
  ['/Location/1/_history', 'patient/Location.rs?_tag=a patient/Location.rs', 'Location', true],
])('a deletion told by %s for %s of a %s: %j', (request, scopes, type, expected) => {
  expect(tried(request, scopes).visibility.showsType(type)).toBe(expected)
})

test('what everything about a patient holds is shown to be known to a Provenance', () => {
  const { visibility } = tried('/Patient/p1/$everything', 'patient/*.rs')
  const provenance = bytesOf({ resourceType: 'Provenance', id: 'v', target: [{ reference: 'Observation/1' }] })
  expect(visibility.shows(provenance)).toBe(false)
  expect(visibility.shows(bytesOf(observation('p1')))).toBe(true)
  expect(visibility.shows(provenance)).toBe(true)
})

describe('where no scope is needed', () => {
  const guarded = (permissions: readonly (readonly [string, readonly 'r'[]])[], hasGrants: boolean) => {
    const { permit, grants, authority } = tried('/Patient', 'user/Patient.rs')
    const guard = { kind: 'guard', types: new Set(['*']), permissions: new Map(permissions) } as const
    return visibilityOf({ ...permit, obligations: [guard] }, hasGrants ? grants : undefined, authority)
  }

  test.each<[string, readonly (readonly [string, readonly 'r'[]])[], boolean, boolean]>([
    ['a type that needs none', [['Observation', []]], true, true],
    ['a type that needs one that is held not', [['Observation', ['r']]], true, false],
    ['a type on the open paths', [['Observation', ['r']]], false, true],
    ['another type on the open paths', [['Patient', ['r']]], false, false],
    ['any type', [['*', []]], true, true],
    [
      'a type of which more is said than of any',
      [
        ['*', []],
        ['Observation', ['r']],
      ],
      true,
      false,
    ],
  ])('%s', (_name, permissions, hasGrants, expected) => {
    const visibility = guarded(permissions, hasGrants)
    expect(visibility.shows(bytesOf(observation('p2')))).toBe(expected)
    expect(visibility.showsType('Observation')).toBe(expected)
  })
})

describe('judges', () => {
  const { grants, authority } = tried('/Patient', 'patient/*.rs')
  const other = tried('/Patient', 'patient/*.rs').grants
  const judge = (type: string, given = grants) => judgeOf(type, ['r', 's'], given, authority)

  test('are kept for a caller, a type and permissions', () => {
    expect(judge('Observation')).toBe(judge('Observation'))
    expect(judge('Observation')).not.toBe(judge('Observation', other))
    expect(judge('Observation')).not.toBe(judge('Condition'))
    expect(judge('Observation')).not.toBe(judgeOf('Observation', ['r'], grants, authority))
  })

  test('are not kept for what is no type', () => {
    expect(judge('Origin')).not.toBe(judge('Origin'))
  })
})
