import { describe, expect, test } from 'vitest'
import { showsByTargets } from '../../../src/enforce/guard/by-targets.ts'
import { bytesOf, tried } from './tried.ts'

const provenance = (...targets: readonly unknown[]) => ({
  resourceType: 'Provenance',
  target: targets.map((each) => (typeof each === 'string' ? { reference: each } : each)),
})
const own = { resourceType: 'Observation', id: 'o1', subject: { reference: 'Patient/p1' } }
const foreign = { resourceType: 'Observation', id: 'o2', subject: { reference: 'Patient/p2' } }

describe('a Provenance is as visible as all it is about', () => {
  const request = '/Observation?_revinclude=Provenance:target'

  test.each<[string, object, boolean]>([
    ['what was shown before', provenance('Observation/o1'), true],
    ['the patient of the launch', provenance('Patient/p1'), true],
    ['both', provenance('Patient/p1', 'Observation/o1'), true],
    ['something hidden', provenance('Observation/o2'), false],
    ['something hidden beside what was shown', provenance('Observation/o1', 'Observation/o2'), false],
    ['something that was not in the answer', provenance('Observation/o3'), false],
    ['another patient', provenance('Patient/p2'), false],
    ['another type with the id of the patient', provenance('Group/p1'), false],
    ['a resource of another server', provenance('http://elsewhere.example.org/Observation/o1'), false],
    ['what is only named', provenance({ identifier: { value: 'x' } }), false],
    ['nothing', { resourceType: 'Provenance' }, false],
  ])('%s, for the app of a patient', (_name, resource, expected) => {
    const { visibility } = tried(request, 'patient/*.rs')
    expect(visibility.shows(bytesOf(own))).toBe(true)
    expect(visibility.shows(bytesOf(foreign))).toBe(false)
    expect(visibility.shows(bytesOf(resource))).toBe(expected)
  })

  test('the order counts: what it is about has to be shown first', () => {
    const { visibility } = tried(request, 'patient/*.rs')
    expect(visibility.shows(bytesOf(provenance('Observation/o1')))).toBe(false)
  })

  test('one about another that was shown is shown as well', () => {
    const { visibility } = tried(request, 'patient/*.rs')
    expect(visibility.shows(bytesOf({ ...provenance('Patient/p1'), id: 'v1' }))).toBe(true)
    expect(visibility.shows(bytesOf(provenance('Provenance/v1')))).toBe(true)
    expect(visibility.shows(bytesOf(provenance('Provenance/v2')))).toBe(false)
  })

  test.each<[string, string, object, boolean]>([
    ['a user sees all', 'user/*.rs', provenance('Observation/o2'), true],
    [
      'a granular scope of a user does without targets',
      'user/Provenance.rs?_tag=a',
      { ...provenance('Observation/o2'), meta: { tag: [{ code: 'a' }] } },
      true,
    ],
    ['but not without what it asks for', 'user/Provenance.rs?_tag=a', provenance('Observation/o2'), false],
    [
      'one of a patient asks for both',
      'patient/Provenance.rs?_tag=a',
      { ...provenance('Patient/p1'), meta: { tag: [{ code: 'a' }] } },
      true,
    ],
    ['one of a patient asks for the tag', 'patient/Provenance.rs?_tag=a', provenance('Patient/p1'), false],
    [
      'one of a patient asks for the target',
      'patient/Provenance.rs?_tag=a',
      { ...provenance('Patient/p2'), meta: { tag: [{ code: 'a' }] } },
      false,
    ],
    ['one of two is enough', 'user/Provenance.rs?_tag=a patient/Provenance.rs', provenance('Patient/p1'), true],
  ])('%s', (_name, scopes, resource, expected) => {
    expect(tried('/Provenance/v1', scopes).visibility.shows(bytesOf(resource))).toBe(expected)
  })
})

describe('what one that came alone is about is looked up', () => {
  async function shown(resource: object, visible: readonly string[] | undefined, scopes = 'patient/*.rs') {
    const asked: string[] = []
    const { permit, grants, authority } = tried('/Provenance/v1', scopes)
    const lookUp =
      visible &&
      (async (targets: readonly { readonly type: string; readonly id: string }[]) => {
        asked.push(...targets.map(({ type, id }) => `${type}/${id}`))
        return new Set(visible)
      })
    return { shows: await showsByTargets(bytesOf(resource), permit, { grants, authority, lookUp }), asked }
  }
  const many = (count: number) => Array.from({ length: count }, (_, at) => `Observation/o${at}`)

  test.each<[string, object, readonly string[] | undefined, boolean, readonly string[]]>([
    [
      'all visible',
      provenance('Observation/o1', 'Condition/c1'),
      ['Observation/o1', 'Condition/c1'],
      true,
      ['Observation/o1', 'Condition/c1'],
    ],
    [
      'one hidden',
      provenance('Observation/o1', 'Condition/c1'),
      ['Condition/c1'],
      false,
      ['Observation/o1', 'Condition/c1'],
    ],
    [
      'the patient of the launch beside one visible',
      provenance('Patient/p1', 'Condition/c1'),
      ['Condition/c1'],
      true,
      ['Patient/p1', 'Condition/c1'],
    ],
    ['ten', provenance(...many(10)), many(10), true, many(10)],
    ['more than ten, which are not asked for', provenance(...many(11)), many(11), false, []],
    ['nothing that can be asked for', provenance({ display: 'x' }), [], false, []],
    ['where nothing can be looked up', provenance('Patient/p1'), undefined, false, []],
    ['a resource of another kind', own, ['Observation/o1'], false, []],
    ['one of a type that is none', { ...provenance('Patient/p1'), resourceType: 'Origin' }, ['Patient/p1'], false, []],
  ])('%s', async (_name, resource, visible, expected, asked) => {
    expect(await shown(resource, visible)).toEqual({ shows: expected, asked })
  })
})
