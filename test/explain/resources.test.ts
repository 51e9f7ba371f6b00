import { describe, expect, test } from 'vitest'
import { readCandidate } from '../../src/explain/resources.ts'
import { explained } from './explained.ts'

const patient = (id: string) => ({ resourceType: 'Patient', id })
const observation = { resourceType: 'Observation', id: '1' }
const entries = [
  { request: { method: 'GET', url: 'Patient?name=a' } },
  { request: { method: 'GET', url: 'Condition' } },
]
const batch = { resourceType: 'Bundle', type: 'batch', entry: entries }

describe('whether a resource would leave', () => {
  test.each([
    ['of the searched type', { request: 'GET /Patient', scopes: 'user/Patient.rs' }, patient('2'), true],
    ['of another type', { request: 'GET /Patient', scopes: 'user/*.rs' }, observation, false],
    ['that was read', { request: 'GET /Patient/1', scopes: 'user/Patient.r' }, patient('1'), true],
    ['other than the one read', { request: 'GET /Patient/1', scopes: 'user/Patient.r' }, patient('2'), false],
    ['after a deny', { request: 'GET /Patient/1', scopes: 'user/Patient.s' }, patient('1'), false],
    ['after a refusal', { request: 'GET /Patient//1', scopes: 'user/*.cruds' }, patient('1'), false],
    ['after a delete', { request: 'DELETE /Patient/1', scopes: 'user/Patient.d' }, patient('1'), false],
    [
      'that was written by one who may not read it',
      { request: 'POST /Patient', scopes: 'user/Patient.c', body: patient('1') },
      patient('1'),
      false,
    ],
    ['of a permitted entry', { request: 'POST /', scopes: 'user/Patient.rs', body: batch }, patient('1'), true],
    ['of no entry', { request: 'POST /', scopes: 'user/Patient.rs', body: batch }, observation, false],
  ])('%s', (_, given, resource, leaves) => {
    const { resourceType, id } = resource
    expect(explained({ ...given, resources: [resource] }).resources).toEqual([
      { file: '0.json', resourceType, id, leaves },
    ])
  })
})

test.each(['', '{', '[]', '{"id":"1"}', '{"resourceType":"Patient","id":1}', '{"resourceType":"Patient"} x', 'null'])(
  'a file with %j is not a resource',
  (text) => {
    expect(readCandidate('x.json', Buffer.from(text))).toEqual({ fault: expect.stringContaining('not a resource') })
  },
)
