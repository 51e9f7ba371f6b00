import { expect, test, vi } from 'vitest'
import { readTopLevel } from '../../../src/enforce/bundle/top-level.ts'
import { judgeByElements } from '../../../src/enforce/guard/by-elements.ts'

const resource = (members: string) =>
  readTopLevel(Buffer.from(`{"resourceType":"Observation",${members}}`), { depth: 9 })
const subject = (id: string) => `"subject":{"reference":"Patient/${id}"}`
const elements = { all: ['subject', 'performer'], deciding: ['subject'], decisive: ['subject', 'code'] }

function judging() {
  const judge = vi.fn((part: unknown) => JSON.stringify(part).includes('Patient/1"'))
  return { judge, shows: judgeByElements(elements, judge) }
}

test('the same elements are judged once', () => {
  const { judge, shows } = judging()
  expect(shows(resource(`${subject('1')},"id":"a"`))).toBe(true)
  expect(shows(resource(`"id":"b","valueString":"Patient/2",${subject('1')}`))).toBe(true)
  expect(shows(resource(`${subject('2')},"id":"a"`))).toBe(false)
  expect(shows(resource(`${subject('2')},"id":"b"`))).toBe(false)
  expect(judge).toHaveBeenCalledTimes(2)
})

test.each<[string, string, string]>([
  ['another value of the same length', subject('1'), subject('2')],
  ['a value that goes on', subject('1'), subject('12')],
  ['a number that goes on', '"performer":1', '"performer":12'],
  ['an element more', subject('1'), `${subject('1')},"code":{}`],
  ['an element less', `${subject('1')},"code":{}`, subject('1')],
  ['another spelling', subject('1'), '"subject":{"reference":"Patient\\/1"}'],
  ['without the deciding element', subject('1'), '"performer":[{"reference":"Patient/1"}]'],
  ['the value of another element', '"performer":[1],"id":"x"', '"id":"x","code":[1]'],
])('judged anew: %s', (_name, first, second) => {
  const { judge, shows } = judging()
  shows(resource(first))
  shows(resource(second))
  expect(judge).toHaveBeenCalledTimes(2)
})

test('what alone decides is all that is read; where it is missing, all elements are', () => {
  const { judge, shows } = judging()
  shows(resource(`"performer":[1],${subject('1')},"code":{"text":"x"},"id":"a"`))
  shows(resource('"performer":[1],"code":{},"id":"a"'))
  expect(judge.mock.calls).toEqual([
    [{ resourceType: 'Observation', subject: { reference: 'Patient/1' }, code: { text: 'x' } }],
    [{ resourceType: 'Observation', performer: [1] }],
  ])
})

test('what could not be read is read again', () => {
  const { shows } = judging()
  const broken = '"subject":{"reference":"Patient/1","reference":"Patient/2"}'
  expect(() => shows(resource(broken))).toThrow()
  expect(() => shows(resource(broken))).toThrow()
})

test('long elements are not remembered', () => {
  const { judge, shows } = judging()
  const long = `${subject('1')},"code":{"text":"${'x'.repeat(2000)}"}`
  shows(resource(long))
  shows(resource(long))
  expect(judge).toHaveBeenCalledTimes(2)
})
