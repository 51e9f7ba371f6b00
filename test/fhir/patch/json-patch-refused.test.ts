import { expect, test } from 'vitest'
import { jsonPatch } from './fixtures/patching.ts'

const stored = { resourceType: 'Patient', id: '1', active: true, name: [{ family: 'A' }, { family: 'B' }] }

/** Not a JSON Patch, whatever it would be applied to. */
test.each<[why: string, operation: unknown]>([
  ['no object', 1],
  ['null', null],
  ['an array', []],
  ['a string', 'remove'],
  ['no members', {}],
  ['no op', { path: '/active' }],
  ['an unknown op', { op: 'merge', path: '/active', value: 1 }],
  ['an op in capitals', { op: 'ADD', path: '/active', value: 1 }],
  ['an op that is no string', { op: ['add'], path: '/active', value: 1 }],
  ['an op of the prototype', { op: 'constructor', path: '/active', value: 1 }],
  ['no path', { op: 'remove' }],
  ['a path that is no string', { op: 'remove', path: ['active'] }],
  ['a path that is null', { op: 'remove', path: null }],
  ['a path without its slash', { op: 'remove', path: 'active' }],
  ['a path as a fragment', { op: 'remove', path: '#/active' }],
  ['a path with a bare tilde', { op: 'remove', path: '/a~b' }],
  ['a path that ends in a tilde', { op: 'remove', path: '/active~' }],
  ['a path with ~2', { op: 'remove', path: '/a~2' }],
  ['add without value', { op: 'add', path: '/x' }],
  ['replace without value', { op: 'replace', path: '/active' }],
  ['test without value', { op: 'test', path: '/active' }],
  ['move without from', { op: 'move', path: '/x' }],
  ['copy without from', { op: 'copy', path: '/x' }],
  ['move from a bad pointer', { op: 'move', from: 'active', path: '/x' }],
  ['copy from a number', { op: 'copy', from: 0, path: '/x' }],
  ['add of the whole document', { op: 'add', path: '', value: { resourceType: 'Patient', id: '1' } }],
  ['replacement of the whole document', { op: 'replace', path: '', value: stored }],
  ['removal of the whole document', { op: 'remove', path: '' }],
  ['a move onto the whole document', { op: 'move', from: '/name', path: '' }],
  ['a copy onto the whole document', { op: 'copy', from: '/name', path: '' }],
  ['a move of the whole document', { op: 'move', from: '', path: '/name/0' }],
  ['a copy of the whole document', { op: 'copy', from: '', path: '/x' }],
])('refused: %s', (_, operation) => {
  expect(jsonPatch(stored, [operation])).toBe('refused PARAMETER_INVALID')
  expect(jsonPatch(stored, [{ op: 'test', path: '/active', value: false }, operation])).toBe(
    'refused PARAMETER_INVALID',
  )
})

test('refused: more than a thousand operations', () => {
  const operations = Array.from({ length: 1001 }, () => ({ op: 'test', path: '/active', value: true }))
  expect(jsonPatch(stored, operations)).toBe('refused TOO_MANY_PARAMETERS')
  expect(jsonPatch(stored, operations.slice(1))).toBe(JSON.stringify(stored))
})

/** A JSON Patch that does not fit the resource. */
test.each<[why: string, operation: object, outcome: 'path' | 'value' | 'test']>([
  ['removes what is not there', { op: 'remove', path: '/gender' }, 'path'],
  ['replaces what is not there', { op: 'replace', path: '/gender', value: 'x' }, 'path'],
  ['tests what is not there', { op: 'test', path: '/gender', value: null }, 'path'],
  ['moves what is not there', { op: 'move', from: '/gender', path: '/x' }, 'path'],
  ['copies what is not there', { op: 'copy', from: '/gender', path: '/x' }, 'path'],
  ['moves nothing onto itself', { op: 'move', from: '/gender', path: '/gender' }, 'path'],
  ['moves into itself', { op: 'move', from: '/name', path: '/name/0/x' }, 'path'],
  ['moves an item into itself', { op: 'move', from: '/name/0', path: '/name/0/x' }, 'path'],
  ['adds beyond the end', { op: 'add', path: '/name/3', value: {} }, 'path'],
  ['adds at a leading zero', { op: 'add', path: '/name/01', value: {} }, 'path'],
  ['adds at a negative index', { op: 'add', path: '/name/-1', value: {} }, 'path'],
  ['adds at a signed index', { op: 'add', path: '/name/+1', value: {} }, 'path'],
  ['adds at a fraction', { op: 'add', path: '/name/1.0', value: {} }, 'path'],
  ['adds at an exponent', { op: 'add', path: '/name/1e0', value: {} }, 'path'],
  ['adds at a padded index', { op: 'add', path: '/name/ 1', value: {} }, 'path'],
  ['adds at an empty step', { op: 'add', path: '/name/', value: {} }, 'path'],
  ['adds at a name in an array', { op: 'add', path: '/name/length', value: 0 }, 'path'],
  ['adds at an immense index', { op: 'add', path: `/name/${'9'.repeat(400)}`, value: {} }, 'path'],
  ['removes the item after the last', { op: 'remove', path: '/name/2' }, 'path'],
  ['removes at -', { op: 'remove', path: '/name/-' }, 'path'],
  ['replaces at -', { op: 'replace', path: '/name/-', value: {} }, 'path'],
  ['tests at -', { op: 'test', path: '/name/-', value: {} }, 'path'],
  ['moves from -', { op: 'move', from: '/name/-', path: '/x' }, 'path'],
  ['goes through -', { op: 'add', path: '/name/-/family', value: 'x' }, 'path'],
  ['goes through a boolean', { op: 'add', path: '/active/x', value: 1 }, 'path'],
  ['goes through a string', { op: 'test', path: '/id/length', value: 1 }, 'path'],
  ['looks at the prototype', { op: 'test', path: '/__proto__', value: {} }, 'path'],
  ['looks at inherited members', { op: 'test', path: '/toString', value: {} }, 'path'],
  ['looks below the prototype', { op: 'add', path: '/constructor/prototype/x', value: 1 }, 'path'],
  ['changes the type', { op: 'replace', path: '/resourceType', value: 'Observation' }, 'value'],
  ['removes the type', { op: 'remove', path: '/resourceType' }, 'value'],
  ['makes the type no string', { op: 'replace', path: '/resourceType', value: ['Patient'] }, 'value'],
  ['changes the id', { op: 'replace', path: '/id', value: '2' }, 'value'],
  ['adds another id', { op: 'add', path: '/id', value: '2' }, 'value'],
  ['makes the id a number', { op: 'replace', path: '/id', value: 1 }, 'value'],
  ['makes the id null', { op: 'replace', path: '/id', value: null }, 'value'],
  ['empties the id', { op: 'replace', path: '/id', value: {} }, 'value'],
  ['removes the id', { op: 'remove', path: '/id' }, 'value'],
  ['moves the id away', { op: 'move', from: '/id', path: '/x' }, 'value'],
  ['moves another value onto the id', { op: 'move', from: '/active', path: '/id' }, 'value'],
  ['copies the id onto the type', { op: 'copy', from: '/id', path: '/resourceType' }, 'value'],
  ['tests another value', { op: 'test', path: '/active', value: false }, 'test'],
  ['tests part of a value', { op: 'test', path: '/name', value: [{ family: 'A' }] }, 'test'],
])('failed: %s', (_, operation, outcome) => {
  expect(jsonPatch(stored, [operation])).toBe(`failed ${outcome}`)
  const around = { op: 'add', path: '/gender2', value: 'x' }
  expect(jsonPatch(stored, [around, operation, around])).toBe(`failed ${outcome}`)
})

test('the type and id may be changed on the way, and written otherwise', () => {
  const patch = '[{"op":"replace","path":"/id","value":"2"},{"op":"replace","path":"/id","value":"\\u0031"}]'
  expect(jsonPatch(stored, patch)).toBe(JSON.stringify(stored).replace('"1"', '"\\u0031"'))
})

test('an id cannot be given to a resource that has none', () => {
  expect(jsonPatch({ resourceType: 'Patient' }, [{ op: 'add', path: '/id', value: '1' }])).toBe('failed value')
})
