import { expect, test } from 'vitest'
import { fhirPatch, jsonPatch, operation, parameters } from './fixtures/patching.ts'

const stored = `\t{ "resourceType":"Observation" , "id" : "o\\u0031",
  "valueQuantity" : { "value": 1.50, "code":"mg\\/dL" },
  "component":[ {"valueQuantity":{"value":1E+2}} , {"valueQuantity":{"value":-0.00}} ],
  "note": [], "extension":[{ }]
}\r\n`

const put = (from: string, to: string) => stored.replace(from, to)

test.each<[name: string, patch: object[], after: string]>([
  ['nothing', [], stored],
  ['a test', [{ op: 'test', path: '/component/0/valueQuantity/value', value: 100 }], stored],
  ['a number replaced', [{ op: 'replace', path: '/valueQuantity/value', value: 2 }], put('1.50', '2')],
  ['a member added', [{ op: 'add', path: '/valueQuantity/unit', value: 'x' }], put('dL" }', 'dL" ,"unit":"x"}')],
  ['an item added', [{ op: 'add', path: '/component/0', value: 1 }], put('"component":[', '"component":[1,')],
  ['a member removed', [{ op: 'remove', path: '/valueQuantity/value' }], put(' "value": 1.50,', '')],
  ['an item removed', [{ op: 'remove', path: '/component/0' }], put(' {"valueQuantity":{"value":1E+2}} ,', '')],
  ['an item moved', [{ op: 'move', from: '/component/0', path: '/component/0' }], stored],
  [
    'a decimal copied',
    [{ op: 'copy', from: '/valueQuantity/value', path: '/component/1/valueQuantity/value' }],
    put('-0.00', '1.50'),
  ],
  [
    'put in and taken out again',
    [
      { op: 'add', path: '/component/1/x', value: {} },
      { op: 'remove', path: '/component/1/x' },
    ],
    stored,
  ],
])('JSON Patch keeps all other bytes: %s', (_, patch, after) => {
  expect(jsonPatch(stored, patch)).toBe(after)
})

test('JSON Patch writes a value as the patch does', () => {
  const patch = '[ { "op":"replace", "path":"/valueQuantity/value", "value" : 2.500 } ]'
  expect(jsonPatch(stored, patch)).toBe(put('1.50', '2.500'))
  const object = '[{"op":"replace","path":"/valueQuantity","value":{ "value" : 1e1 } }]'
  expect(jsonPatch(stored, object)).toContain('"valueQuantity" : { "value" : 1e1 },')
})

test('FHIRPath Patch keeps all other bytes', () => {
  const replaced = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},
    {"name":"path","valueString":"Observation.value.value"},{"name":"value","valueDecimal": 2.500 }]}]}`
  expect(fhirPatch(stored, replaced)).toBe(put('1.50', '2.500'))
  expect(fhirPatch(stored, parameters(operation('delete', 'Observation.component[1]')))).toBe(
    put(', {"valueQuantity":{"value":-0.00}} ', ''),
  )
})

test.each<[name: string, stored: string, patch: object[], after: string]>([
  ['the last item', '{"a":1,"l":[1]}', [{ op: 'remove', path: '/l/0' }], '{"a":1}'],
  ['the last member', '{"a":1,"o":{"p":{"q":1}}}', [{ op: 'remove', path: '/o/p/q' }], '{"a":1}'],
  ['the last member of an item', '{"l":[{"a":1},{"b":2}]}', [{ op: 'remove', path: '/l/0/a' }], '{"l":[{"b":2}]}'],
  ['an empty object', '{"a":1}', [{ op: 'add', path: '/b', value: {} }], '{"a":1}'],
  ['an empty list', '{"a":1}', [{ op: 'replace', path: '/a', value: [] }], '{}'],
  [
    'empty ones inside',
    '{"a":1}',
    [{ op: 'add', path: '/b', value: { c: [{}, { d: [] }], e: 1 } }],
    '{"a":1,"b":{"e":1}}',
  ],
  [
    'not what is filled later',
    '{"a":1}',
    [
      { op: 'add', path: '/l', value: [] },
      { op: 'add', path: '/l/-', value: 2 },
    ],
    '{"a":1,"l":[2]}',
  ],
  [
    'the place beside a primitive',
    '{"_g":[{"id":"1"},{"id":"2"}]}',
    [{ op: 'remove', path: '/_g/0/id' }],
    '{"_g":[null,{"id":"2"}]}',
  ],
  ['all places beside primitives', '{"a":1,"_g":[null,{"id":"2"}]}', [{ op: 'remove', path: '/_g/1/id' }], '{"a":1}'],
  [
    'an empty copy',
    '{"o":{"x":1}}',
    [
      { op: 'add', path: '/o/y', value: {} },
      { op: 'copy', from: '/o/y', path: '/o/z' },
    ],
    '{"o":{"x":1}}',
  ],
])('what is left empty is taken out: %s', (_, before, patch, after) => {
  expect(jsonPatch(before, patch)).toBe(after)
})
