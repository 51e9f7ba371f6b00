import { expect, test } from 'vitest'
import { inspected } from './inspected.ts'

test.each([
  ['of another id', { resourceType: 'Basic', id: '2' }],
  ['of another type', { resourceType: 'Claim', id: '1' }],
  ['without an id', { resourceType: 'Basic' }],
])('a read is not answered with a resource %s', async (_, resource) => {
  await expect(inspected('/Basic/1', 'user/*.rs', resource)).rejects.toThrow('not the resource that was asked for')
})

test('a Bundle that an operation answers with holds what the caller may see', async () => {
  const entry = ['ValueSet', 'Claim'].map((resourceType) => ({ resource: { resourceType, id: '1' } }))
  const bundle = { resourceType: 'Bundle', type: 'collection', entry }
  const answer = await inspected('/ValueSet/1/$expand', 'user/ValueSet.rs', bundle)
  expect(JSON.parse(String((answer as { body: unknown }).body)).entry).toEqual(entry.slice(0, 1))
})
