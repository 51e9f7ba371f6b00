import { describe, expect, test } from 'vitest'
import { type BundleHandlers, createBundleRewriter, type Verdict } from '../../../src/enforce/bundle/rewriter.ts'
import { memberText } from '../../../src/enforce/bundle/top-level.ts'
import { rewrite } from './rewrite.ts'

const entry = (id: string, more = '') => `{"resource":{"resourceType":"Patient","id":"${id}"}${more}}`
const bundle = (...entries: string[]) => `{"resourceType":"Bundle","type":"searchset","entry":[${entries.join(',')}]}`
const keepOnly = (...indexes: number[]): Partial<BundleHandlers> => ({
  onEntry: ({ index }) => (indexes.includes(index) ? 'keep' : 'drop'),
})

describe('what stays', () => {
  test.each<[string, string, Partial<BundleHandlers>, string]>([
    ['all', bundle(entry('a'), entry('b')), {}, bundle(entry('a'), entry('b'))],
    ['the first', bundle(entry('a'), entry('b'), entry('c')), keepOnly(0), bundle(entry('a'))],
    ['the middle', bundle(entry('a'), entry('b'), entry('c')), keepOnly(1), bundle(entry('b'))],
    ['the last', bundle(entry('a'), entry('b'), entry('c')), keepOnly(2), bundle(entry('c'))],
    ['the outer two', bundle(entry('a'), entry('b'), entry('c')), keepOnly(0, 2), bundle(entry('a'), entry('c'))],
    ['no entry', bundle(entry('a'), entry('b')), keepOnly(), '{"resourceType":"Bundle","type":"searchset"}'],
    ['none of an empty array', bundle(), {}, '{"resourceType":"Bundle","type":"searchset"}'],
    ['nothing but the type', '{"resourceType":"Bundle"}', {}, '{"resourceType":"Bundle"}'],
    [
      'no total, and a new link',
      '{"resourceType":"Bundle","total":12,"link":[{"relation":"self"}],"type":"searchset"}',
      { onMember: (name) => (name === 'total' ? 'drop' : name === 'link' ? Buffer.from('[]') : 'keep') },
      '{"resourceType":"Bundle","link":[],"type":"searchset"}',
    ],
    [
      'members after the entries',
      `{"resourceType":"Bundle","entry":[${entry('a')}],"total":1,"type":"searchset"}`,
      keepOnly(),
      '{"resourceType":"Bundle","total":1,"type":"searchset"}',
    ],
    [
      'replaced entries',
      bundle(entry('a'), entry('b'), entry('c')),
      { onEntry: ({ index }): Verdict => (index === 1 ? 'keep' : Buffer.from(`{"n":${index}}`)) },
      bundle('{"n":0}', entry('b'), '{"n":2}'),
    ],
    [
      'numbers as they were written',
      `{"resourceType":"Bundle","x":[1.00,12345678901234567890],"entry":[${entry('a', ',"n":1.00')}]}`,
      {},
      `{"resourceType":"Bundle","x":[1.00,12345678901234567890],"entry":[${entry('a', ',"n":1.00')}]}`,
    ],
    [
      'the inside of values with white space, without that between them',
      '\n{ "resourceType" : "Bundle" , "entry" : [ { "search" : 1 } ,\n\t{ } ] , "type" : "x" }\r\n',
      {},
      '{"resourceType" : "Bundle","entry":[{ "search" : 1 },{ }],"type" : "x"}',
    ],
    [
      'a nested Bundle with entries, and brackets in strings',
      bundle(`{"resource":${bundle(entry('a'), '{"fullUrl":"]},{\\"entry\\":["}')}}`, entry('b')),
      keepOnly(0),
      bundle(`{"resource":${bundle(entry('a'), '{"fullUrl":"]},{\\"entry\\":["}')}}`),
    ],
    [
      'members that come before resourceType, after it',
      '{"type":"searchset","total":1,"resourceType":"Bundle","id":"x"}',
      { onMember: (name) => (name === 'total' ? 'drop' : 'keep') },
      '{"resourceType":"Bundle","type":"searchset","id":"x"}',
    ],
    [
      'members that come before resourceType, after the entries if it comes after them',
      `{"type":"searchset","entry":[${entry('a')},${entry('b')}],"resourceType":"Bundle"}`,
      keepOnly(1),
      `{"entry":[${entry('b')}],"resourceType":"Bundle","type":"searchset"}`,
    ],
    [
      'names that are escaped',
      '{"\\u0072esourceType":"B\\u0075ndle","\\u0065ntry":[{}]}',
      keepOnly(),
      '{"\\u0072esourceType":"B\\u0075ndle"}',
    ],
  ])('%s', (_name, document, handlers, expected) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(rewrite(document, handlers, {}, size)).toBe(expected)
  })
})

test('an escaped entry is judged', () => {
  const seen: (string | undefined)[] = []
  const onEntry: BundleHandlers['onEntry'] = (each) => {
    seen.push(memberText(each.members, 'fullUrl'))
    return 'drop'
  }
  rewrite('{"resourceType":"Bundle","\\u0065ntr\\u0079":[{"fullUrl":"a"},{"fullUrl":"b"}]}', { onEntry })
  expect(seen).toEqual(['a', 'b'])
})

test('members are handed over as name and value, resourceType and entry never', () => {
  const seen: string[] = []
  rewrite(`{"id" : "x","entry":[{}],"resourceType":"Bundle","link" : [ 1 ]}`, {
    onMember: (name, value) => {
      seen.push(`${name}=${value}`)
      return 'keep'
    },
  })
  expect(seen).toEqual(['id="x"', 'link=[ 1 ]'])
})

test('an entry is given out with the chunk that ends it', () => {
  const rewriter = createBundleRewriter(
    { entryBytes: 100, memberBytes: 100, depth: 9 },
    { onEntry: () => 'keep', onMember: () => 'keep' },
  )
  const push = (text: string) => Buffer.concat(rewriter.push(Buffer.from(text))).toString()
  expect(push('{"resourceType":"Bundle","entry":[{"n":1}')).toBe('{"resourceType":"Bundle","entry":[{"n":1}')
  expect(push(',{"n"')).toBe('')
  expect(push(':22},{}')).toBe(',{"n":22},{}')
  expect(push(']}')).toBe(']')
  expect(Buffer.concat(rewriter.end()).toString()).toBe('}')
})
