import { describe, expect, test } from 'vitest'
import { redactResource } from '../../../src/enforce/redact/redact.ts'
import { redactedTag } from '../../../src/enforce/redact/redacted-tag.ts'
import type { Redaction } from '../../../src/policy/language.ts'

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
}

const taking = (style: Redaction['style'], path: string): readonly Redaction[] => [
  { type: 'Patient', path: path.split('.'), style },
]

/** What is left of a Patient, without its label; undefined when nothing was taken out. */
function left(members: string, style: Redaction['style'], path: string): unknown {
  const bytes = redactResource(Buffer.from(`{"resourceType":"Patient",${members}}`), taking(style, path), undefined)
  if (!Buffer.isBuffer(bytes)) return bytes
  const { resourceType, meta, ...rest } = JSON.parse(bytes.toString())
  expect([resourceType, meta.security[0].code]).toEqual(['Patient', 'REDACTED'])
  return rest
}

describe('stand-ins have the shape of what they stand for', () => {
  test.each<[string, string, Redaction['style'], string, object]>([
    ['texts', '"a":["x","y"]', 'mask-value', 'a', { a: ['***', '***'] }],
    ['texts, one of them a date', '"a":["x","1980"]', 'mask-value', 'a', { _a: [MASKED] }],
    ['texts, one of them none', '"a":["x",null]', 'mask-value', 'a', { _a: [MASKED] }],
    ['an object', '"a":{"text":"x"},"_a":{"id":"1"}', 'redact', 'a', { a: MASKED }],
    ['an object, where text is masked', '"a":{"text":"x"}', 'mask-value', 'a', { a: MASKED }],
    ['an extension alone', '"_a":{"extension":[]}', 'redact', 'a', { _a: MASKED }],
    ['an extension alone, where text is masked', '"_a":{"extension":[]}', 'mask-value', 'a', { _a: MASKED }],
    ['extensions alone', '"_a":[null,{"id":"1"}]', 'redact', 'a', { _a: [MASKED] }],
    ['a resource, which leaves none', '"a":[{"resourceType":"Basic"}],"b":1', 'redact', 'a', { b: 1 }],
    ['arrays in an array, which FHIR has not', '"a":[["x"]]', 'redact', 'a', { _a: [MASKED] }],
  ])('%s', (_name, members, style, path, expected) => {
    expect(left(members, style, path)).toEqual(expected)
  })

  test('and what stood there is nowhere in the bytes', () => {
    const bytes = Buffer.from('{"resourceType":"Patient","birthDate":"1980","_birthDate":{"id":"secret"}}')
    for (const style of ['remove', 'redact', 'mask-value'] as const) {
      expect(String(redactResource(bytes, taking(style, 'birthDate'), undefined))).not.toMatch(/1980|secret/)
    }
  })
})

describe('a path leads', () => {
  test.each<[string, string, string, object | undefined]>([
    ['through values that are no objects nowhere', '"a":["x",7,["y"]],"b":"z"', 'a.b', undefined],
    ['through objects beside them', '"a":["x",{"b":1,"c":2}]', 'a.b', { a: ['x', { c: 2 }] }],
    ['to no element whose name is only like it', '"a_b":1,"_ab":{"id":"1"}', 'a', undefined],
    ['to no name with an underscore inside', '"a_b":1', 'ab', undefined],
    ['to no choice of a longer name', '"deceasedlyX":1', 'deceased[x]', undefined],
  ])('%s', (_name, members, path, expected) => {
    expect(left(members, 'remove', path)).toEqual(expected)
  })
})

test('with a narrative go its extensions; a list of texts is no narrative', () => {
  const members = '"birthDate":"1980","text":{"div":"x"},"_text":{"id":"1"},"note":[{"text":["x"]}]'
  expect(left(members, 'remove', 'birthDate')).toEqual({ note: [{ text: ['x'] }] })
})

describe('what cannot be read or written is refused', () => {
  const twice = '{"a":1,"a":2}'
  const inside = '"contained":[{"resourceType":"Basic"}]'

  test.each<[string, string, readonly Redaction[]]>([
    ['an element to redact', `"name":${twice}`, taking('remove', 'name')],
    ['one of several', `"name":[${twice}]`, taking('remove', 'name')],
    ['on the way', `"name":[${twice}]`, taking('remove', 'name.family')],
    [
      'beside it, where a narrative could be',
      `"birthDate":"1980","x":{"text":${twice}}`,
      taking('remove', 'birthDate'),
    ],
    ['beside a narrative', `"birthDate":"1980","text":{},"x":${twice}`, taking('remove', 'birthDate')],
    ['beside a resource inside', `${inside},"x":${twice}`, []],
    ['the resource', '"birthDate":"1980","birthDate":"1981"', taking('remove', 'birthDate')],
    ['no place for the label', '"birthDate":"1980","meta":7', taking('remove', 'birthDate')],
  ])('%s', (_name, members, redactions) => {
    const bytes = Buffer.from(`{"resourceType":"Patient",${members}}`)
    const error = expect.objectContaining({ name: 'AnswerError', problem: 'malformed' })
    expect(() => redactResource(bytes, redactions, () => [])).toThrow(error)
  })

  test('not where nothing is to be redacted', () => {
    expect(redactResource(Buffer.from('{"x":1,"x":2}'), [], () => [])).toBeUndefined()
  })

  test('stand-ins that make it larger than an answer may be', () => {
    const size = 16 * 1024 * 1024
    const head = '{"resourceType":"Patient","active":true,"id":"'
    const bytes = Buffer.from(`${head}${'x'.repeat(size - head.length - 2)}"}`)
    const error = expect.objectContaining({ name: 'AnswerError', problem: 'too-large' })
    expect(() => redactResource(bytes, taking('redact', 'active'), undefined)).toThrow(error)
  })

  test('stand-ins that make a resource inside of it larger than an answer may be', () => {
    const size = 16 * 1024 * 1024
    const [head, tail] = ['{"resourceType":"Basic","contained":[{"resourceType":"Patient","active":true,"id":"', '"}]}']
    const bytes = Buffer.from(`${head}${'x'.repeat(size - head.length - tail.length)}${tail}`)
    const error = expect.objectContaining({ problem: 'too-large', message: expect.stringContaining('inside') })
    expect(() => redactResource(bytes, taking('redact', 'contained.active'), () => [])).toThrow(error)
  })
})

test('what is empty stays where nothing was taken out of it', () => {
  const bytes = Buffer.from('{"resourceType":"Basic","x":{"y":{}},"contained":[{"resourceType":"Patient","z":1}]}')
  const redacted = redactResource(bytes, taking('remove', 'x.y.z'), () => taking('remove', 'z'))
  expect(JSON.parse(String(redacted))).toMatchObject({ x: { y: {} }, contained: [{ resourceType: 'Patient' }] })
})

test('a resource inside of one inside hides the whole as well', () => {
  const inner = { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient' } }] }
  const bytes = Buffer.from(JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: inner }] }))
  expect(redactResource(bytes, [], (type) => (type === 'Patient' ? 'hide' : []))).toBe('hide')
})

test.each([
  ['W/"17"', 'W/"17.redacted-'],
  ['"17"', 'W/"17.redacted-'],
  ['""', 'W/".redacted-'],
])('the tag of %s begins with its version and is weak', (tag, start) => {
  const made = redactedTag(tag, Buffer.from('x'))
  expect(made.startsWith(start)).toBe(true)
  expect(made.slice(start.length)).toMatch(/^[0-9a-f]{16}"$/)
})
