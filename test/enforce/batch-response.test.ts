import { expect, it } from 'vitest'
import type { Permit } from '../../src/authorize/decision.ts'
import { notFoundAnswer } from '../../src/denial/deny.ts'
import { guardedBatch } from './guarded-batch.ts'

function guarded(interaction: object, entry: object): Record<string, unknown> {
  const permit = {
    effect: 'permit',
    interaction,
    obligations: [{ kind: 'guard', types: new Set(['Basic']), permissions: new Map([['Basic', []]]) }],
  }
  const slot = {
    permit: permit as unknown as Permit,
    self: 'https://gate.example/fhir/Basic',
    pageLink: () => undefined,
    hide: () => notFoundAnswer,
  }
  const bundle = { resourceType: 'Bundle', type: 'batch-response', entry: [entry] }
  return guardedBatch([slot], bundle).entry[0]
}

const update = { kind: 'update', type: 'Basic', id: 'a' }

it.each([
  ['"1"', 'W/"1"'],
  ['1', 'W/"1"'],
  ['W/"1"', 'W/"1"'],
  ['W/"odd tag"', 'W/"odd tag"'],
])('gives the entity tag %s as %s', (etag, told) => {
  const { response } = guarded(update, { response: { status: '200 OK', etag } })
  expect(response).toMatchObject({ etag: told })
})

it('answers a HEAD without its body, as if it were hidden when it is', () => {
  const head = { kind: 'read', type: 'Basic', id: 'a', head: true }
  const response = { status: '200 OK' }
  const seen = guarded(head, { resource: { resourceType: 'Basic', id: 'a' }, response })
  expect(seen).toEqual({ response })
  const hidden = guarded(head, { resource: { resourceType: 'Patient', id: 'a' }, response })
  expect(hidden).toMatchObject({ response: { status: '404 Not Found' } })
})
