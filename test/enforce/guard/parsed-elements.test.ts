import { expect, test } from 'vitest'
import { partOf } from '../../../src/enforce/guard/parsed-elements.ts'
import { bytesOf } from './tried.ts'

test('only the elements that are asked for are read', () => {
  const resource = bytesOf('{"resourceType":"Patient","a":[1,{"b":"x"}],"c":{},"d":"y","e":null,"f":[{"g":1,"g":2}]}')
  expect(partOf(resource, ['a', 'c', 'd', 'e', 'z'])).toEqual({
    resourceType: 'Patient',
    a: [1, { b: 'x' }],
    c: {},
    d: 'y',
    e: null,
  })
})

test.each(['{"b":1,"b":2}', '[{"b":1,"b":2}]', '[[{"b":1,"\\u0062":2}]]'])(
  'an element that others may read otherwise is an error: %s',
  (text) => {
    const resource = bytesOf(`{"resourceType":"Patient","a":${text}}`)
    const error = expect.objectContaining({ name: 'AnswerError', problem: 'malformed' })
    expect(() => partOf(resource, ['a'])).toThrow(error)
    expect(partOf(resource, ['c'])).toEqual({ resourceType: 'Patient' })
  },
)
