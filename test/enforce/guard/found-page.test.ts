import { describe, expect, test } from 'vitest'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { readFoundPage } from '../../../src/enforce/guard/found-page.ts'
import { bodyOf, links, tried } from './tried.ts'

const rules = `
  { id: most, effect: permit, match: { interactions: ["*"] },
    obligations: [{ redact: { elements: [Observation.subject], style: remove } }] },
  { id: errors, effect: deny, match: { resources: [Observation] }, when: { eq: [resource.status, entered-in-error] } }`

const observation = (id: string, status = 'final', more = {}) => ({
  resource: { resourceType: 'Observation', id, status, ...more },
})
const encounter = { resource: { resourceType: 'Encounter', id: 'e' }, search: { mode: 'include' } }
const remark = { resource: { resourceType: 'OperationOutcome', id: 'r' }, search: { mode: 'outcome' } }
const deletion = { request: { method: 'DELETE', url: 'Encounter/d' }, response: { status: '204' } }

async function page(members: object, skip = 0, request = '/Observation?_include=Observation:encounter', size = 100) {
  const { visibility, authority } = tried(request, 'user/*.rs', rules)
  const body = bodyOf(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', ...members }), size)
  return readFoundPage(body, skip, { visibility, links, readReference: authority.readReference })
}

const places = async (entry: readonly object[], skip = 0) =>
  (await page({ entry }, skip)).matches.map(({ name, at }) => `${name} at ${at}`)

describe('the visible rows of a page', () => {
  const entry = [observation('a'), observation('b', 'entered-in-error'), encounter, observation('c')]

  test('keep their places among all matches, hidden ones counted, what came along not', async () => {
    expect(await places(entry)).toEqual(['Observation/a at 0', 'Observation/c at 2'])
  })

  test.each([
    [1, ['Observation/c at 2']],
    [2, ['Observation/c at 2']],
    [3, []],
  ])('after the first %j', async (skip, expected) => {
    expect(await places(entry, skip)).toEqual(expected)
  })

  test('are told from what came along, which is never skipped', async () => {
    const { includes } = await page({ entry }, 3)
    expect(includes.map(({ name }) => name)).toEqual(['Encounter/e'])
  })

  test('do not hold the remarks of the upstream, which take no place (search.html#outcomes)', async () => {
    expect(await places([remark, observation('a')])).toEqual(['Observation/a at 0'])
    expect((await page({ entry: [{ ...remark, search: { mode: 'include' } }] })).includes).toEqual([])
  })

  test('without an id are named by their type alone', async () => {
    expect(await places([{ resource: { resourceType: 'Observation', status: 'final' } }])).toEqual([
      'Observation/ at 0',
    ])
  })

  test('of a history may be deletions, which have no name', async () => {
    const found = await page({ type: 'history', entry: [deletion] }, 0, '/Encounter/_history')
    expect(found.matches.map(({ name, bytes, pointers }) => [name, JSON.parse(bytes.toString()), pointers()])).toEqual([
      ['', deletion, []],
    ])
  })
})

describe('a row leaves', () => {
  test('with addresses of ours, from whatever pieces it came in', async () => {
    const entry = [{ fullUrl: 'http://store.internal/fhir/Observation/a', ...observation('a') }, observation('b')]
    for (const size of [1, 7, 10_000]) {
      const { matches } = await page({ entry }, 0, undefined, size)
      expect(matches.map(({ bytes }) => JSON.parse(bytes.toString()))).toEqual([
        { fullUrl: 'https://gate.example.org/fhir/Observation/a', ...observation('a') },
        observation('b'),
      ])
    }
  })

  test('pointing to what it shows, not to what was taken out of it', async () => {
    const pointing = { subject: { reference: 'Patient/p' }, encounter: { reference: 'Encounter/e' } }
    const { matches } = await page({ entry: [observation('a', 'final', pointing)] })
    expect(matches[0]!.pointers()).toEqual(['Encounter/e'])
  })

  test('pointing to resources of this server, anywhere in it', async () => {
    const references = ['Group/g', 'https://gate.example.org/fhir/Group/h', 'http://elsewhere/Group/x', '#c', 7, null]
    const note = { a: [{ b: null }, ...references.map((reference) => ({ reference }))] }
    const { matches } = await page({ entry: [observation('a', 'final', { note })] })
    expect([...matches[0]!.pointers()].sort()).toEqual(['Group/g', 'Group/h'])
  })
})

describe('what follows a page', () => {
  const to = (...relations: readonly string[]) =>
    relations.map((relation) => ({ relation, url: `http://x/${relation}` }))

  test.each<[string, object, string | undefined]>([
    ['is what the upstream calls next', { link: to('self', 'next', 'last') }, 'http://x/next'],
    ['is nothing without such a link', { link: to('self', 'previous', 'last') }, undefined],
    ['is nothing without links', {}, undefined],
    ['is not told by other members', { signature: to('next') }, undefined],
  ])('%s', async (_name, members, expected) => {
    expect((await page(members)).next).toBe(expected)
  })
})

test.each<[string, string, AnswerError['problem']]>([
  ['ends before its end', '{"resourceType":"Bundle","entry":[', 'cut-short'],
  ['is no Bundle', '{"resourceType":"Patient"}', 'wrong-type'],
])('a page that %s is no page', async (_name, text, problem) => {
  const { visibility, authority } = tried('/Observation', 'user/*.rs', rules)
  const reading = readFoundPage(bodyOf(text), 0, { visibility, links, readReference: authority.readReference })
  await expect(reading).rejects.toBeInstanceOf(AnswerError)
  await expect(reading).rejects.toMatchObject({ problem })
})
