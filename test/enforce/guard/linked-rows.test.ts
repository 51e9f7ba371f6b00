import { describe, expect, test } from 'vitest'
import { guardBundleBytes } from '../../../src/enforce/guard/bundle.ts'
import { links, tried } from './tried.ts'

const rules = `
  { id: most, effect: permit, match: { interactions: ["*"] } },
  { id: errors, effect: deny, match: { resources: [Observation] }, when: { eq: [resource.status, entered-in-error] } }`
const few = '{ id: few, effect: permit, match: { interactions: ["*"] }, obligations: [{ maxResults: 2 }] }'

const reference = (...names: readonly string[]) => ({ extension: names.map((name) => ({ reference: name })) })
const row = (id: string, ...to: readonly string[]) => ({
  resource: { resourceType: 'Observation', id, status: 'final', ...reference(...to) },
})
const hidden = (id: string, ...to: readonly string[]) => ({
  resource: { resourceType: 'Observation', id, status: 'entered-in-error', ...reference(...to) },
})
const along = (type: string, id: string, ...to: readonly string[]) => ({
  resource: { resourceType: type, id, ...reference(...to) },
  search: { mode: 'include' },
})

/** The names of the entries that leave, in their order, and how many were let out and taken out. */
function left(request: string, entry: readonly object[], given = rules) {
  const count = { passed: 0, removed: 0 }
  const { visibility } = tried(request, 'user/*.rs', given)
  const bytes = Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }))
  const guarded = guardBundleBytes(bytes, { visibility, links, pageLink: (url) => `page:${url}`, self: 'x', count })
  const kept: { resource?: { resourceType: string; id: string } }[] = JSON.parse(guarded.toString()).entry ?? []
  return { names: kept.map(({ resource }) => resource && `${resource.resourceType}/${resource.id}`), count }
}

const searched =
  '/Observation?_include=Observation:encounter&_include:iterate=Encounter:location&_revinclude=Provenance:target'

describe('what came along leaves with a row that does', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['that points to it', [row('a', 'Encounter/e'), along('Encounter', 'e')], ['Observation/a', 'Encounter/e']],
    ['that it points to', [row('a'), along('Provenance', 'p', 'Observation/a')], ['Observation/a', 'Provenance/p']],
    [
      'that it points to beside others',
      [row('a'), along('Provenance', 'p', 'Encounter/x', 'Observation/a')],
      ['Observation/a', 'Provenance/p'],
    ],
    [
      'however many steps away',
      [row('a', 'Encounter/e'), along('Encounter', 'e', 'Location/l'), along('Location', 'l')],
      ['Observation/a', 'Encounter/e', 'Location/l'],
    ],
    ['not with one that is hidden', [hidden('a', 'Encounter/e'), along('Encounter', 'e')], []],
    [
      'not with what belongs to a hidden one',
      [hidden('a', 'Encounter/e'), along('Encounter', 'e', 'Location/l'), along('Location', 'l')],
      [],
    ],
    [
      'of several, with those only that are shown',
      [row('a', 'Encounter/e'), hidden('b', 'Encounter/f'), along('Encounter', 'f'), along('Encounter', 'e')],
      ['Observation/a', 'Encounter/e'],
    ],
    ['not without references', [row('a'), along('Encounter', 'e')], ['Observation/a']],
    ['not before it', [along('Encounter', 'e'), row('a', 'Encounter/e')], ['Observation/a']],
  ])('%s', (_name, entry, expected) => {
    expect(left(searched, entry).names).toEqual(expected)
  })

  test('and is counted with what was taken out otherwise', () => {
    const entry = [row('a', 'Encounter/e'), along('Encounter', 'e'), along('Encounter', 'f'), hidden('b')]
    expect(left(searched, entry).count).toEqual({ passed: 2, removed: 2 })
  })

  test('a deletion is a row, and nothing belongs to it', () => {
    const deletion = { request: { method: 'DELETE', url: 'Encounter/d' } }
    expect(left(searched, [deletion, along('Encounter', 'e')]).count).toEqual({ passed: 1, removed: 1 })
  })

  test('by itself where no row can be taken out', () => {
    const entry = [row('a'), along('Encounter', 'e')]
    expect(left(searched, entry, '{ id: all, effect: permit, match: { interactions: ["*"] } }').names).toHaveLength(2)
  })
})

test('of everything about a patient, what is nobody’s leaves with a record that points to it', () => {
  const location = (id: string) => ({ resource: { resourceType: 'Location', id } })
  const entry = [row('a', 'Location/l'), hidden('b', 'Location/m'), location('m'), location('l')]
  expect(left('/Patient/p1/$everything', entry).names).toEqual(['Observation/a', 'Location/l'])
})

test('and what is of no known type is a record, should it be there', () => {
  const origin = { resource: { resourceType: 'Origin', id: 'o' } }
  expect(left('/Patient/p1/$everything', [origin]).names).toEqual(['Origin/o'])
})

describe('a limit on results', () => {
  test('counts matches, not what came along, nor what is hidden', () => {
    const entry = [row('a'), along('Encounter', 'e'), row('b'), along('Encounter', 'f'), row('c')]
    const { names, count } = left(searched, entry, few)
    expect(names).toEqual(['Observation/a', 'Encounter/e', 'Observation/b', 'Encounter/f'])
    expect(count).toEqual({ passed: 4, removed: 1 })
    const judged = `${few}, ${rules.slice(rules.indexOf('{ id: errors'))}`
    expect(left('/Observation', [hidden('x'), row('a'), hidden('y'), row('b')], judged).names).toEqual([
      'Observation/a',
      'Observation/b',
    ])
  })

  test.each<[string, string, readonly string[]]>([
    ['leaves no way to a further page', few, ['self']],
    ['where there is none, the way stays', rules, ['self', 'next']],
  ])('%s', (_name, given, relations) => {
    const { visibility } = tried('/Encounter', 'user/*.rs', given)
    const bundle = { resourceType: 'Bundle', link: [{ relation: 'next', url: 'y' }] }
    const guard = { visibility, links, pageLink: (url: string) => url, self: 'x', count: { passed: 0, removed: 0 } }
    const { link } = JSON.parse(guardBundleBytes(Buffer.from(JSON.stringify(bundle)), guard).toString())
    expect(link.map(({ relation }: { relation: string }) => relation)).toEqual(relations)
  })
})
