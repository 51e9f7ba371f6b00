import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { internalsMarker } from '../../demo/fhir-server/message.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { refusals } from '../../src/fhir/refusal.ts'
import { type Case, loadCases, requestOf } from '../fixtures/cases.ts'
import { headerOf } from '../fixtures/http-bytes.ts'
import type { RawAnswer } from '../fixtures/raw-client.ts'
import type { ReceivedRequest } from '../fixtures/recording-upstream.ts'
import { type Road, startRoad } from './road.ts'
import { expectOwnHeaders, receivedBy } from './upstream-view.ts'

/** Node's parser refuses them before there is a request; what the core says of them is not heard. */
const unreadable = new Set(['Methods are case-sensitive'])
/** A page needs a link that was sealed by this very gateway; `answers.test.ts` follows some. */
const cases = loadCases().filter((each) => each.expect.forwarded !== 'a page' && !unreadable.has(each.case))
const versions = [...new Set(cases.map(({ given }) => given.fhirVersion ?? 'R4'))]
const roads = new Map<FhirVersion, Road>()

beforeAll(async () => {
  for (const fhirVersion of versions) roads.set(fhirVersion, await startRoad({ fhirVersion }))
})
afterAll(async () => {
  for (const road of roads.values()) await road.stop()
})

/** All headers that may reach the caller. */
const toldHeaders = new Set([
  ...['content-type', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'date', 'vary', 'etag'],
  ...['last-modified', 'location', 'www-authenticate', 'x-request-id', 'x-content-type-options', 'x-intermediary'],
  ...['cache-control', 'content-security-policy', 'allow'],
])

describe.each([...new Set(cases.map(({ table }) => table))])('%s', (table) => {
  test.each(cases.filter((each) => each.table === table))('$case', async (each) => {
    const road = roads.get(each.given.fhirVersion ?? 'R4') as Road
    road.upstream.clear()
    const asked = requestOf(each)
    const answer = await road.ask(asked, each.given.scopes)
    const record = await road.recordOf(answer)
    expect(headerOf(answer, 'x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(road.upstream.leftovers).toEqual([])
    saysNothingOfTheServer(answer)
    expect(headerOf(answer, 'allow') !== undefined).toBe(each.expect.refused === 'METHOD_NOT_ALLOWED')
    if (each.expect.refused !== undefined) {
      expect({ status: answer.status, received: receivedBy(road) }).toEqual({
        status: refusals[each.expect.refused].status,
        received: [],
      })
      expect(record).toMatchObject({ outcome: 'refused', reason: each.expect.refused })
      if (asked.method !== 'HEAD') expect(isOutcome(answer)).toBe(true)
    } else if (each.expect.denied !== undefined) {
      expect({ status: answer.status, received: receivedBy(road) }).toEqual({ status: 403, received: [] })
      expect(record).toMatchObject({ outcome: 'denied', decision: 'deny' })
      const challenge = headerOf(answer, 'www-authenticate') ?? ''
      expect(challenge.includes('insufficient_scope')).toBe(each.expect.denied === 'scope')
    } else {
      expect(record).toMatchObject({ outcome: 'permitted', decision: 'permit', status: answer.status })
      expect(answer.status).toBeLessThan(300)
      expectForwarded(each, road, answer)
    }
  })
})

function expectForwarded(
  { expect: { forwarded, sent, notSent, form, noBody, entries } }: Case,
  road: Road,
  answer: RawAnswer,
) {
  const permitted = entries?.filter((entry) => !/^(denied|refused) /.test(entry))
  expect(receivedBy(road)).toEqual(permitted?.length === 0 ? [] : [forwarded])
  const [request] = road.upstream.requests
  if (request === undefined) return
  expectOwnHeaders(request, road)
  expect(headerOf(request, 'x-request-id')).toBe(headerOf(answer, 'x-request-id'))
  for (const [name, value] of Object.entries(sent ?? {})) expect(headerOf(request, name)).toBe(value)
  for (const name of notSent ?? []) expect(headerOf(request, name)).toBeUndefined()
  if (form !== undefined) expect(request.body.toString()).toBe(form)
  if (noBody) expect(answer.body.toString()).toBe('')
  if (permitted !== undefined) expect(entriesOf(request)).toEqual(permitted)
}

function entriesOf({ body }: ReceivedRequest): readonly string[] {
  const { entry } = JSON.parse(body.toString()) as { entry: { request: { method: string; url: string } }[] }
  return entry.map(({ request }) => (request.url === '' ? request.method : `${request.method} ${request.url}`))
}

function saysNothingOfTheServer(answer: RawAnswer) {
  expect(answer.headers.map(([name]) => name).filter((name) => !toldHeaders.has(name))).toEqual([])
  expect(JSON.stringify(answer.headers) + answer.body.toString()).not.toContain(internalsMarker)
}

function isOutcome({ headers, body }: RawAnswer): boolean {
  const { resourceType } = JSON.parse(body.toString()) as { resourceType: unknown }
  return (
    headerOf({ headers }, 'content-type') === 'application/fhir+json; charset=utf-8' &&
    resourceType === 'OperationOutcome'
  )
}
