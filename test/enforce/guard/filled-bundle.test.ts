import { describe, expect, test } from 'vitest'
import { filledBundle, linkedWith } from '../../../src/enforce/guard/filled-bundle.ts'
import type { Found } from '../../../src/enforce/guard/found-page.ts'

/** `a` points to nothing, `a>b,c` to two resources. */
function found(text: string): Found {
  const [name = '', pointed] = text.split('>')
  return {
    name,
    bytes: Buffer.from(JSON.stringify({ name })),
    redacted: false,
    pointers: () => pointed?.split(',') ?? [],
  }
}

const all = (...texts: readonly string[]) => texts.map(found)

describe('what came along belongs to a page', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['when a match points to it', ['m>i'], ['i', 'j'], ['i']],
    ['when it points to a match', ['m'], ['i>m', 'j>n'], ['i']],
    ['when one of several references leads to a match', ['m'], ['i>x,m', 'j>x'], ['i']],
    ['when it is pointed to by what belongs', ['m>i'], ['k', 'j>k', 'i>j'], ['i', 'j', 'k']],
    ['when it points to what belongs', ['m>i'], ['k>j', 'j>i', 'i'], ['i', 'j', 'k']],
    ['once, also where references go in circles', ['m>i'], ['i>j', 'j>i,m'], ['i', 'j']],
    ['not when it belongs to another that does not', ['m'], ['i>j', 'j'], []],
    ['not without matches', [], ['i', 'j>i'], []],
  ])('%s', (_name, matches, includes, expected) => {
    const linked = linkedWith(all(...matches), all(...includes))
    expect(linked.map(({ name }) => name).sort()).toEqual(expected)
  })

  test('and no match is looked into where nothing came along', () => {
    const match: Found = { ...found('m'), pointers: () => expect.unreachable() }
    expect(linkedWith([match], [])).toEqual([])
  })
})

describe('a filled page', () => {
  const links = [{ relation: 'self', url: 'https://gate.example.org/fhir/Patient?name="x"' }]
  const written = (
    matches: readonly string[],
    includes: readonly string[],
    type: 'searchset' | 'history' = 'searchset',
  ) => JSON.parse(filledBundle(type, links, all(...matches), all(...includes)).toString())
  const named = (...names: readonly string[]) => names.map((name) => ({ name }))

  test('holds the matches as they came, then what came along by its name', () => {
    expect(written(['m2', 'm1'], ['c', 'a', 'b'])).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      link: links,
      entry: named('m2', 'm1', 'a', 'b', 'c'),
    })
  })

  test('keeps what has one name in its order', () => {
    const pair = [1, 2].map((n) => ({ ...found('i'), bytes: Buffer.from(`{"n":${n}}`) }))
    const page = JSON.parse(filledBundle('searchset', [], [], pair).toString())
    expect(page.entry).toEqual([{ n: 1 }, { n: 2 }])
  })

  test.each<[readonly string[], readonly string[]]>([
    [['m'], []],
    [[], ['i']],
  ])('holds one entry: %j %j', (matches, includes) => {
    expect(written(matches, includes, 'history')).toMatchObject({
      type: 'history',
      entry: named(...matches, ...includes),
    })
  })

  test('has no entries rather than none of them (json.html: no empty arrays)', () => {
    expect(written([], [])).toEqual({ resourceType: 'Bundle', type: 'searchset', link: links })
  })
})
