import { expect, test } from 'vitest'
import { inspect } from '../../src/enforce/inspect.ts'
import type { StreamedResponse } from '../../src/upstream/send.ts'
import { bodyOf, links, tried } from './guard/tried.ts'

async function answered(request: string, scopes: string, body: object, headers: Record<string, string> = {}) {
  const { permit, grants, authority } = tried(request, scopes)
  const response = {
    status: 200,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    body: bodyOf(JSON.stringify(body)),
  } as unknown as StreamedResponse
  const inspection = {
    links,
    base: links.publicUrl,
    pageLink: () => undefined,
    self: links.publicUrl,
    count: { passed: 0, removed: 0 },
    grants,
    authority,
  }
  return inspect(response, permit, inspection)
}

test.each([
  ['of another id', { resourceType: 'Basic', id: '2' }],
  ['of another type', { resourceType: 'Claim', id: '1' }],
  ['without an id', { resourceType: 'Basic' }],
])('a read is not answered with a resource %s', async (_, resource) => {
  await expect(answered('/Basic/1', 'user/*.rs', resource)).rejects.toThrow('not the resource that was asked for')
})

test('a Bundle that an operation answers with holds what the caller may see', async () => {
  const entry = ['ValueSet', 'Claim'].map((resourceType) => ({ resource: { resourceType, id: '1' } }))
  const bundle = { resourceType: 'Bundle', type: 'collection', entry }
  const answer = await answered('/ValueSet/1/$expand', 'user/ValueSet.rs', bundle)
  expect(JSON.parse(String((answer as { body: unknown }).body)).entry).toEqual(entry.slice(0, 1))
})
