import { describe, expect, test } from 'vitest'
import { type JsonBody, readStrict } from '../../../src/fhir/json/strict.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'

const limits = { depth: 8 }

function read(document: string | Buffer, options: Parameters<typeof readStrict>[1] = limits): JsonBody {
  const body = readStrict(Buffer.isBuffer(document) ? document : Buffer.from(document), options)
  if (isRefusal(body)) throw new Error(`${body.refused}: ${body.detail}`)
  return body
}

describe('what is read', () => {
  test.each([
    ['an empty object', '{}'],
    ['white space of all four kinds', ' \t\r\n{ "a" :\r1 ,\n"b"\t: [ ] } \n'],
    ['all values', '{"a":[1,-2,3.5,"x",true,false,null,{},[]]}'],
    ['all escapes', '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9"}'],
    ['a surrogate pair, escaped', '{"a":"\\ud83d\\uDE00"}'],
    ['text of one to four bytes', '{"é€😀a":"aé€😀"}'],
    ['the character after the surrogates, and the delete character', '{"a":"\ue000\u007f"}'],
    ['numbers of every form', '{"a":[0,-0,1e3,1E+3,1.5e-3,-0.10,1e308,5e-324,0e999]}'],
    ['the same name in two objects', '{"a":{"a":{"a":1}},"b":{"a":1}}'],
    ['names that differ in case or by an escape of another character', '{"a":1,"A":2,"\\u0062":3}'],
    ['integer-like names out of order', '{"10":1,"b":2,"2":3,"":4}'],
    ['exactly the allowed depth', '{"a":[[[[[[[]]]]]]]}'],
  ])('%s', (_name, document) => {
    expect(read(document).value).toEqual(JSON.parse(document))
  })

  test('the bytes are kept, however long their numbers are', () => {
    const bytes = Buffer.from('{"value": 1.00, "big":12345678901234567890}')
    expect(read(bytes).bytes).toBe(bytes)
  })

  test('an array, when one is asked for', () => {
    expect(read('[{"op":"remove","path":"/a"}]', { depth: 2, top: 'array' }).value).toEqual([
      { op: 'remove', path: '/a' },
    ])
  })

  test('prototype names are plain members and nothing is inherited', () => {
    const value = read('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}').value as Record<
      string,
      object
    >
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(value.polluted).toBeUndefined()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((read('{}').value as Record<string, unknown>).toString).toBeUndefined()
  })
})

describe('where a node lies', () => {
  const document = ' {"é":[ {"a": {}} ,[1.00]], "b":{"c":"}"} } '
  const body = read(document)
  const value = body.value as { é: [{ a: object }, number[]]; b: object }

  test.each([
    ['the whole', value, document.trim()],
    ['an array after a name of two bytes', value.é, '[ {"a": {}} ,[1.00]]'],
    ['an object with its spaces', value.é[0], '{"a": {}}'],
    ['an empty object', value.é[0].a, '{}'],
    ['a number as it was written', value.é[1], '[1.00]'],
    ['a bracket in a string', value.b, '{"c":"}"}'],
  ])('%s', (_name, node, text) => {
    expect(body.bytes.subarray(...body.spanOf(node)).toString()).toBe(text)
  })

  test('a foreign node is an error', () => {
    expect(() => body.spanOf({})).toThrow(RangeError)
  })
})

test('depth costs no stack', () => {
  const deep = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`
  expect(readStrict(Buffer.from(deep), limits)).toMatchObject({ refused: 'BODY_TOO_DEEP' })
  expect(isRefusal(readStrict(Buffer.from(deep), { depth: 1_000_000 }))).toBe(false)
})
