import { describe, expect, test } from 'vitest'
import { jsonPatch } from './fixtures/patching.ts'

/** The cases of RFC 6902 Appendix A, on documents of our own. FHIR has no empty objects, so theirs are given a member. */
test.each<[name: string, stored: object, patch: object[], after: object | string]>([
  ['A.1 adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
  ['A.2 adds an item', { l: ['x', 'z'] }, [{ op: 'add', path: '/l/1', value: 'y' }], { l: ['x', 'y', 'z'] }],
  ['A.3 removes a member', { a: 1, b: 2 }, [{ op: 'remove', path: '/b' }], { a: 1 }],
  ['A.4 removes an item', { l: ['x', 'y', 'z'] }, [{ op: 'remove', path: '/l/1' }], { l: ['x', 'z'] }],
  ['A.5 replaces a value', { a: 1, b: 2 }, [{ op: 'replace', path: '/a', value: 'new' }], { a: 'new', b: 2 }],
  [
    'A.6 moves a value',
    { a: { x: 1, y: 2 }, b: { z: 3 } },
    [{ op: 'move', from: '/a/y', path: '/b/y' }],
    { a: { x: 1 }, b: { z: 3, y: 2 } },
  ],
  [
    'A.7 moves an item',
    { l: ['a', 'b', 'c', 'd'] },
    [{ op: 'move', from: '/l/1', path: '/l/3' }],
    { l: ['a', 'c', 'd', 'b'] },
  ],
  [
    'A.8 tests, and all is as expected',
    { a: 'x', l: ['p', 2, 'q'] },
    [
      { op: 'test', path: '/a', value: 'x' },
      { op: 'test', path: '/l/1', value: 2 },
    ],
    { a: 'x', l: ['p', 2, 'q'] },
  ],
  ['A.9 tests, and it is not', { a: 'x' }, [{ op: 'test', path: '/a', value: 'y' }], 'failed test'],
  [
    'A.10 adds an object',
    { a: 1 },
    [{ op: 'add', path: '/child', value: { grand: { x: 1 } } }],
    { a: 1, child: { grand: { x: 1 } } },
  ],
  ['A.11 ignores other members', { a: 1 }, [{ op: 'add', path: '/b', value: 2, xyz: 3 }], { a: 1, b: 2 }],
  ['A.12 adds below what is not there', { a: 1 }, [{ op: 'add', path: '/b/c', value: 2 }], 'failed path'],
  ['A.14 unescapes ~01 to ~1', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
  ['A.15 keeps strings and numbers apart', { '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }], 'failed test'],
  ['A.16 adds an array as one item', { l: ['x'] }, [{ op: 'add', path: '/l/-', value: ['y'] }], { l: ['x', ['y']] }],
])('%s', (_, stored, patch, after) => {
  expect(jsonPatch(stored, patch)).toBe(typeof after === 'string' ? after : JSON.stringify(after))
})

test('A.13: a name twice in an operation does not pass the strict reading', () => {
  expect(() => jsonPatch({ a: 1 }, '[{"op":"add","path":"/b","value":1,"op":"remove"}]')).toThrow('a name occurs twice')
})

test.each<[name: string, stored: unknown, patch: unknown, after: string]>([
  ['add replaces a member in its place', '{"a":1,"b":2}', [{ op: 'add', path: '/a', value: 3 }], '{"a":3,"b":2}'],
  ['add at the length appends', '{"l":[1]}', [{ op: 'add', path: '/l/1', value: 2 }], '{"l":[1,2]}'],
  ['add at 0 puts first', '{"l":[1]}', [{ op: 'add', path: '/l/0', value: 2 }], '{"l":[2,1]}'],
  ['null is a value', '{"a":1}', [{ op: 'replace', path: '/a', value: null }], '{"a":null}'],
  ['the empty name is a name', '{"":1,"a":2}', [{ op: 'replace', path: '/', value: 3 }], '{"":3,"a":2}'],
  ['~1 is a slash in a name', '{"a/b":1}', [{ op: 'replace', path: '/a~1b', value: 2 }], '{"a/b":2}'],
  ['numbers name members of objects', '{"o":{"0":1}}', [{ op: 'replace', path: '/o/0', value: 2 }], '{"o":{"0":2}}'],
  ['- names a member of an object', '{"o":{"-":1}}', [{ op: 'replace', path: '/o/-', value: 2 }], '{"o":{"-":2}}'],
  ['escapes in names are undone', '{"\\u0061":1}', [{ op: 'replace', path: '/a', value: 2 }], '{"\\u0061":2}'],
  ['move to where it is changes nothing', '{"a":1,"b":2}', [{ op: 'move', from: '/a', path: '/a' }], '{"a":1,"b":2}'],
  ['move onto another replaces it', '{"a":1,"b":2}', [{ op: 'move', from: '/a', path: '/b' }], '{"b":1}'],
  ['copy leaves the source', '{"a":{"x":1}}', [{ op: 'copy', from: '/a', path: '/b' }], '{"a":{"x":1},"b":{"x":1}}'],
  [
    'copies are on their own',
    '{"a":{"x":1}}',
    [
      { op: 'replace', path: '/a/x', value: 2 },
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'replace', path: '/b/x', value: 3 },
    ],
    '{"a":{"x":2},"b":{"x":3}}',
  ],
  ['copy below itself', '{"a":{"x":1}}', [{ op: 'copy', from: '/a', path: '/a/b' }], '{"a":{"x":1,"b":{"x":1}}}'],
  ['a name that begins alike is another', '{"a":1}', [{ op: 'move', from: '/a', path: '/ab' }], '{"ab":1}'],
  [
    'operations see what earlier ones did',
    '{"a":1}',
    [
      { op: 'move', from: '/a', path: '/b' },
      { op: 'test', path: '/b', value: 1 },
    ],
    '{"b":1}',
  ],
  ['the whole document can be tested', '{"a":[1]}', [{ op: 'test', path: '', value: { a: [1] } }], '{"a":[1]}'],
  [
    'test takes members in any order',
    '{"o":{"a":1,"b":2}}',
    [{ op: 'test', path: '/o', value: { b: 2, a: 1 } }],
    '{"o":{"a":1,"b":2}}',
  ],
  ['an empty patch', '{"a": 1 }', [], '{"a": 1 }'],
  [
    '__proto__ is a name',
    '{"a":1}',
    '[{"op":"add","path":"/__proto__","value":{"x":1}}]',
    '{"a":1,"__proto__":{"x":1}}',
  ],
  [
    '__proto__ is found as a member',
    '{"__proto__":{"x":1}}',
    '[{"op":"replace","path":"/__proto__/x","value":2}]',
    '{"__proto__":{"x":2}}',
  ],
  ['constructor is a name', '{"a":1}', [{ op: 'add', path: '/constructor', value: 1 }], '{"a":1,"constructor":1}'],
])('%s', (_, stored, patch, after) => {
  expect(jsonPatch(stored, patch)).toBe(after)
})

describe('test compares numbers by value', () => {
  test.each([
    ['1.50', '1.5'],
    ['100', '1e2'],
    ['0.001', '1E-3'],
    ['-0.0', '0'],
    ['12300', '1.23e4'],
    ['9007199254740993.0', '9007199254740993'],
  ])('%s equals %s', (a, b) => {
    expect(jsonPatch(`{"a":${a}}`, `[{"op":"test","path":"/a","value":${b}}]`)).toBe(`{"a":${a}}`)
  })

  test.each([
    ['9007199254740992', '9007199254740993'],
    ['1', '-1'],
    ['10', '1'],
    ['0.1', '0.10000000000000000001'],
    ['1', 'true'],
    ['0', 'null'],
    ['1', '"1"'],
    ['[1]', '1'],
    ['{"x":1}', '[1]'],
    ['{"x":1}', '{"x":1,"y":2}'],
    ['{"x":1}', '{"y":1}'],
    ['[1,2]', '[2,1]'],
    ['[1]', '[1,1]'],
    ['"a"', '"A"'],
    ['"\\u00e9"', '"e\\u0301"'],
  ])('%s does not equal %s', (a, b) => {
    expect(jsonPatch(`{"a":${a}}`, `[{"op":"test","path":"/a","value":${b}}]`)).toBe('failed test')
  })
})
