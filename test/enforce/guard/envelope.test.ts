import { describe, expect, test } from 'vitest'
import { judgeMembers, readLinks } from '../../../src/enforce/guard/envelope.ts'
import type { Visibility } from '../../../src/enforce/guard/visibility.ts'

const visibility: Visibility = {
  shows: () => true,
  release: () => undefined,
  denialOf: () => undefined,
  showsType: () => true,
  totalIsExact: true,
  echo: [],
  maxResults: Number.POSITIVE_INFINITY,
  linkedBy: undefined,
}
const narrowed: Visibility = { ...visibility, echo: [{ name: 'patient', value: 'Patient/1' }] }
const self = 'https://gate.example.org/fhir/Observation'
const ownLink = { relation: 'self', url: self }
const pageLink = (url: string) => (url.startsWith('http://store/') ? `sealed:${url}` : undefined)

/** What is left of these members of a Bundle, in the order in which the upstream wrote them. */
function judged(members: readonly (readonly [string, unknown])[], given: Visibility): string {
  const judge = judgeMembers(self, given, pageLink)
  const kept = members.flatMap(([name, value]) => {
    const text = JSON.stringify(value)
    const verdict = judge(name, Buffer.from(text))
    if (verdict === 'drop') return []
    return [`"${name}":${verdict === 'keep' ? text : verdict}`]
  })
  return `{${kept.join(',')}}`
}

const left = (members: readonly (readonly [string, unknown])[], given = visibility) =>
  JSON.parse(judged(members, given))
const selfLink = (query: string) => [{ relation: 'self', url: `http://store/Observation?${query}` }]

test('only what says nothing of other rows is left beside the entries', () => {
  const harmless = { language: 'en', type: 'searchset', timestamp: '2026-01-01T00:00:00Z', identifier: { value: 'x' } }
  expect(left(Object.entries(harmless))).toEqual(harmless)
  const telling = { id: 'cursor', meta: { tag: [] }, signature: {}, extension: [], implicitRules: 'x', _type: {} }
  expect(left(Object.entries(telling))).toEqual({})
})

describe('links', () => {
  test('lead through the gateway when they lead to pages, and are left out otherwise', () => {
    const relations = ['next', 'prev', 'previous', 'first', 'last']
    const pages = relations.map((relation) => ({ relation, url: `http://store/${relation}` }))
    const others = [
      { relation: 'self', url: 'http://store/x' },
      { relation: 'alternate', url: 'http://store/x' },
      { relation: 'next', url: 'http://elsewhere/x' },
    ]
    expect(left([['link', [...pages, ...others]]])).toEqual({
      link: [ownLink, ...pages.map(({ relation, url }) => ({ relation, url: `sealed:${url}` }))],
    })
  })

  test.each([[null], ['x'], [{ relation: 'next', url: 'http://store/x' }], [[]], [[null, 7, { relation: 'next' }]]])(
    'that are none are left out: %j',
    (value) => {
      expect(left([['link', value]])).toEqual({ link: [ownLink] })
    },
  )

  test('are read where both parts are text', () => {
    const link = { relation: 'next', url: 'http://store/x' }
    const given = [link, { relation: 7, url: 'x' }, { relation: 'next', url: 7 }, { url: 'x' }, null]
    expect(readLinks(Buffer.from(JSON.stringify(given)))).toEqual([link])
  })
})

describe('total stays when it counts what the caller may see', () => {
  const total = ['total', 5] as const

  test('as it is, where nothing was narrowed', () => {
    expect(left([total])).toEqual({ total: 5 })
  })

  test('never where rows may be hidden', () => {
    const hiding = { ...visibility, totalIsExact: false }
    expect(left([total, ['link', selfLink('x=1')]], hiding)).toEqual({ link: [ownLink] })
    const both = { ...narrowed, totalIsExact: false }
    expect(left([total, ['link', selfLink('patient=Patient/1')]], both)).toEqual({ link: [ownLink] })
  })

  test.each([
    ['before the link', [total, ['link', selfLink('patient=Patient/1')] as const]],
    ['after the link', [['link', selfLink('patient=Patient/1')] as const, total]],
  ])('once the upstream says that it used what it was told, %s', (_, members) => {
    expect(left(members, narrowed)).toEqual({ link: [ownLink], total: 5 })
  })

  test.each([
    ['that says nothing', selfLink('code=x')],
    ['of another patient', selfLink('patient=Patient/2')],
    ['without a query', [{ relation: 'self', url: 'http://store/Observation' }]],
    ['of another relation', [{ relation: 'alternate', url: 'http://store/Observation?patient=Patient/1' }]],
    ['there is not', []],
  ])('not with a self link %s', (_, links) => {
    expect(left([total, ['link', links]], narrowed)).toEqual({ link: [ownLink] })
    expect(left([['link', links], total], narrowed)).toEqual({ link: [ownLink] })
  })

  test('not without any link', () => {
    expect(left([total], narrowed)).toEqual({})
  })
})
