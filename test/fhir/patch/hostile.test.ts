import { expect, test } from 'vitest'
import { effortOf } from '../../fixtures/effort.ts'
import { fhirPatch, jsonPatch, operation, parameters } from './fixtures/patching.ts'

const patient = '"resourceType":"Patient","id":"1"'
const thousand = <T>(make: (index: number) => T) => Array.from({ length: 1000 }, (_, index) => make(index))

/** Of processor time. Far more than any of these takes, far less than what they ask for would. */
const SECONDS = 10

/** Each has to end soon, with nothing of it applied. */
test.each<[attack: string, stored: string, patch: object[]]>([
  [
    'copies that double what is there',
    `{${patient},"a":{"x":"${'y'.repeat(1000)}"}}`,
    thousand((index) => ({ op: 'copy', from: '/a', path: `/a/${index}` })),
  ],
  [
    'copies of a large value',
    `{${patient},"a":"${'y'.repeat(1 << 20)}","l":[1]}`,
    thousand(() => ({ op: 'copy', from: '/a', path: '/l/-' })),
  ],
  [
    'copies that double the depth',
    `{${patient},"a":{"a":1}}`,
    thousand((index) => ({ op: 'copy', from: '/a', path: `/a${'/a'.repeat(Math.min(2 ** index, 998))}` })),
  ],
  [
    'values that deepen, each a little',
    `{${patient},"a":{"b":{}}}`,
    thousand((index) => ({ op: 'add', path: `/a/b${'/c'.repeat(Math.min(index + 1, 998))}`, value: { c: { c: {} } } })),
  ],
  [
    'tests of what is large and not quite the same bytes',
    `{${patient},"a":[${'1,'.repeat(1 << 18)}1],"b":[${'1,'.repeat(1 << 18)} 1]}`,
    thousand(() => ({ op: 'test', path: '', value: 1 })).map((_, index) =>
      index % 2 ? { op: 'replace', path: '/b/0', value: 1 } : { op: 'copy', from: '/b', path: '/c' },
    ),
  ],
  [
    'insertions before millions of items',
    `{${patient},"a":[${'1,'.repeat(1 << 21)}1]}`,
    thousand(() => ({ op: 'add', path: '/a/0', value: 1 })),
  ],
  [
    'an object with a million members',
    `{${patient},"a":{${Array.from({ length: 1 << 20 }, (_, index) => `"${index}":1`).join(',')}}}`,
    thousand(() => ({ op: 'test', path: '/a/x', value: 1 })),
  ],
])('%s', (_, stored, patch) => {
  const effort = effortOf(() => expect(jsonPatch(stored, patch).slice(0, 20)).toMatch(/^failed (value|path)$/))
  expect(effort).toBeLessThan(SECONDS * 1000)
})

test('a result of more than 16 MiB is not made', () => {
  const large = 'y'.repeat(5 << 20)
  const copy = (path: string) => ({ op: 'copy', from: '/a', path })
  expect(jsonPatch(`{${patient},"a":"${large}"}`, [copy('/b')]).length).toBeGreaterThan(10 << 20)
  expect(jsonPatch(`{${patient},"a":"${large}"}`, [copy('/b'), copy('/c'), copy('/d')])).toBe('failed value')
})

test('deep documents are patched without running out of stack', () => {
  const deep = `${'{"a":'.repeat(998)}1${'}'.repeat(998)}`
  const stored = `{${patient},"a":${deep}}`
  const path = '/a'.repeat(999)
  expect(jsonPatch(stored, [{ op: 'replace', path, value: 2 }])).toBe(stored.replace('1}', '2}'))
  expect(jsonPatch(stored, [{ op: 'replace', path, value: { b: { c: 1 } } }])).toBe('failed value')
  expect(
    jsonPatch(stored, [
      { op: 'copy', from: '/a', path: '/a/b' },
      { op: 'copy', from: '/a', path: '/a/b/b' },
    ]),
  ).toBe('failed value')
})

test('long paths and conditions are read in time', () => {
  const condition = `Patient.name.where(${'a.'.repeat(480)}a`
  expect(fhirPatch(`{${patient}}`, parameters(operation('delete', condition)))).toBe('refused PARAMETER_INVALID')
  expect(jsonPatch(`{${patient}}`, [{ op: 'test', path: '/a'.repeat(1001), value: 1 }])).toBe(
    'refused PARAMETER_INVALID',
  )
})

test('long lists are searched, but not over and over', () => {
  const names = Array.from({ length: 140_000 }, (_, index) => ({ use: `${index}` }))
  const stored = { resourceType: 'Patient', id: '1', name: names.slice(0, 5000) }
  const remove = thousand((index) => operation('delete', `Patient.name.where(use = '${index}')`))
  const after = { ...stored, name: stored.name.slice(20) }
  expect(fhirPatch(stored, parameters(...remove.slice(0, 20)))).toBe(JSON.stringify(after))
  expect(fhirPatch(stored, parameters(...remove))).toBe('failed value')
  const all = [operation('delete', 'Patient.name'), operation('delete', 'Patient.name.given')]
  expect(fhirPatch({ ...stored, name: names }, parameters(all[0]!))).toBe('failed path')
  expect(fhirPatch({ ...stored, name: names }, parameters(all[1]!))).toMatch(/^failed|^\{/)
})
