import { expect, test } from 'vitest'
import type { Permit } from '../../src/authorize/decision.ts'
import { notFoundAnswer } from '../../src/denial/deny.ts'
import { ownResponse, type Slot } from '../../src/enforce/batch.ts'
import { guardedBatch } from './guarded-batch.ts'

const own = { own: Buffer.from('{"response":{"status":"403"}}') }

function forwarded(interaction: object = { kind: 'read', type: 'Basic', id: 'a' }): Slot {
  const guard = { kind: 'guard', types: new Set(['Basic', 'Bundle']), permissions: new Map([['Basic', []]]) }
  return {
    permit: { effect: 'permit', interaction, obligations: [guard] } as unknown as Permit,
    self: 'https://gate.example/fhir/Basic',
    pageLink: () => undefined,
    hide: () => notFoundAnswer,
  }
}

function guarded(slots: readonly Slot[], bundle: object): { entry: { response: { status: string } }[] } {
  return guardedBatch(slots, bundle)
}

const entry = { resource: { resourceType: 'Basic', id: 'a' }, response: { status: '200 OK' } }
const answer = (...entries: object[]) => ({ resourceType: 'Bundle', type: 'batch-response', entry: entries })

test.each<[why: string, bundle: object]>([
  ['more entries than were asked for', answer(entry, entry)],
  ['fewer entries than were asked for', answer()],
  ['no list of entries', { resourceType: 'Bundle', type: 'batch-response' }],
  ['an entry without response', answer({ resource: entry.resource })],
  ['an entry without status', answer({ ...entry, response: {} })],
  ['a status that is none', answer({ ...entry, response: { status: 'OK' } })],
  ['a status of four digits', answer({ ...entry, response: { status: '2000' } })],
  ['another type of Bundle', { ...answer(entry), type: 'searchset' }],
])('an answer with %s is no answer to a batch', (_, bundle) => {
  expect(() => guarded([own, forwarded()], bundle)).toThrow()
})

test('answers stand in the order that was asked, own ones between those of the upstream', () => {
  const { entry: entries } = guarded([own, forwarded(), own, own, forwarded(), own], answer(entry, entry))
  expect(entries.map(({ response }) => response.status)).toEqual(['403', '200 OK', '403', '403', '200 OK', '403'])
})

test('what else the upstream says of the whole is left out', () => {
  const told = guarded([forwarded()], { ...answer(entry), id: 'x', meta: { tag: [] }, total: 5 })
  expect(Object.keys(told)).toEqual(['resourceType', 'type', 'entry'])
})

test('an operation may answer with a Bundle of its own accord, which is guarded as one', () => {
  const operation = { kind: 'operation', name: 'own', level: 'system', method: 'GET', parameters: [] }
  const resource = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ resource: { resourceType: 'Patient', id: 'p' } }],
  }
  const told = guarded([forwarded(operation)], answer({ resource, response: { status: '200 OK' } }))
  expect(JSON.stringify(told)).not.toContain('"p"')
})

test('a batch of which nothing was forwarded is answered alone', () => {
  expect(ownResponse('batch', []).toString()).toBe('{"resourceType":"Bundle","type":"batch-response"}')
  expect(JSON.parse(ownResponse('batch', [own, forwarded(), own]).toString()).entry).toHaveLength(2)
})
