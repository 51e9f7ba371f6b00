import { describe, expect, test } from 'vitest'
import { AnswerError } from '../../../src/enforce/bundle/error.ts'
import { idOf, readTopLevel } from '../../../src/enforce/bundle/top-level.ts'

const limits = { depth: 4 }

test('a resource is known by its outermost members', () => {
  const bytes = Buffer.from(
    ' {"id":"a1", "n":[ 1.00 ],"res\\u006furceType":"Patient","x":{"resourceType":"Group","id":"b"}}\n',
  )
  const resource = readTopLevel(bytes, limits)
  expect(resource.resourceType).toBe('Patient')
  expect(idOf(resource)).toBe('a1')
  expect(resource.members.names).toEqual(['id', 'n', 'resourceType', 'x'])
  expect(bytes.subarray(...resource.members.spanOf('n')!).toString()).toBe('[ 1.00 ]')
  expect(resource.members.own.toString()).toBe(bytes.toString().trim())
  expect(resource.members.spanOf('absent')).toBeUndefined()
})

test('a resource may have no id', () => {
  expect(idOf(readTopLevel(Buffer.from('{"resourceType":"Bundle"}'), limits))).toBeUndefined()
})

test('an id that is no text is an error when it is asked for', () => {
  const resource = readTopLevel(Buffer.from('{"resourceType":"Patient","id":1}'), limits)
  expect(() => idOf(resource)).toThrow(AnswerError)
  expect(() => idOf(resource)).toThrow(expect.objectContaining({ problem: 'malformed' }))
})

describe('what is no resource', () => {
  test.each<[string, string, string | Buffer]>([
    ['nothing', 'cut-short', ''],
    ['an array', 'malformed', '[]'],
    ['text', 'malformed', '"Patient"'],
    ['no type', 'wrong-type', '{"id":"a"}'],
    ['an empty object', 'wrong-type', '{}'],
    ['an empty type', 'wrong-type', '{"resourceType":""}'],
    ['a type that is no text', 'malformed', '{"resourceType":{}}'],
    ['two types', 'duplicate', '{"resourceType":"Patient","resourceType":"Patient"}'],
    ['two types, one escaped', 'duplicate', '{"resourceType":"Patient","resourceTyp\\u0065":"Group"}'],
    ['two ids', 'duplicate', '{"resourceType":"Patient","id":"a","id":"b"}'],
    ['two documents', 'malformed', '{"resourceType":"Patient"}{}'],
    ['too deep', 'too-deep', '{"resourceType":"Patient","a":[[[[]]]]}'],
    ['cut short', 'cut-short', '{"resourceType":"Patient"'],
    ['a byte order mark', 'malformed', '\ufeff{"resourceType":"Patient"}'],
    ['not UTF-8', 'malformed', Buffer.from('{"resourceType":"Patient","a":"\xff"}', 'latin1')],
    ['a trailing comma', 'malformed', '{"resourceType":"Patient",}'],
  ])('%s', (_name, problem, document) => {
    expect(() => readTopLevel(Buffer.from(document as string), limits)).toThrow(expect.objectContaining({ problem }))
  })
})
