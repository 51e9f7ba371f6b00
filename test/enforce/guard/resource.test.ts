import { expect, test } from 'vitest'
import { isNamed, readResource } from '../../../src/enforce/guard/resource.ts'
import { BrokenBody } from '../../../src/upstream/failure.ts'
import { bodyOf, bytesOf } from './tried.ts'

test('an answer that is one resource is read whole', async () => {
  const resource = await readResource(bodyOf('{"resourceType":"Patient","id":"1"}'))
  expect(resource?.resourceType).toBe('Patient')
})

test('an empty one is none', async () => {
  expect(await readResource(bodyOf(''))).toBeUndefined()
})

test.each([
  ['too large', `{"resourceType":"Patient","x":"${'x'.repeat(16 * 1024 * 1024)}"}`, 'too-large'],
  ['no resource', '{"id":"1"}', 'wrong-type'],
  ['cut short', '{"resourceType":"Patient"', 'cut-short'],
  ['no JSON', '<html/>', 'malformed'],
])('one that is %s is an error', async (_name, text, problem) => {
  await expect(readResource(bodyOf(text))).rejects.toMatchObject({ name: 'AnswerError', problem })
})

test('one that broke off is told from one that is wrong', async () => {
  const body = { ...bodyOf(''), whole: () => ({ failed: 'aborted', detail: 'x' }) as const }
  await expect(readResource(body)).rejects.toBeInstanceOf(BrokenBody)
})

test.each([
  ['Patient', '1', true],
  ['Patient', '2', false],
  ['Observation', '1', false],
])('whether it is %s/%s that was asked for: %j', (type, id, expected) => {
  expect(isNamed(bytesOf({ resourceType: 'Patient', id: '1' }), type, id)).toBe(expected)
})
