import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Road, startRoad } from '../e2e/road.ts'
import { loadCases, requestOf } from '../fixtures/cases.ts'
import { explainedRequest } from './explained.ts'

/** Node's own parser refuses this one before the gateway sees a request. */
const unreadable = new Set(['Methods are case-sensitive'])
const cases = loadCases().filter(
  ({ case: name, given }) => (given.fhirVersion ?? 'R4') === 'R4' && !unreadable.has(name),
)
let road: Road

beforeAll(async () => {
  road = await startRoad()
})
afterAll(() => road.stop())

describe('what is explained is what the gateway does', () => {
  test.each(cases)('$table: $case', async (each) => {
    const asked = requestOf(each)
    const { decision, denial, upstream } = explainedRequest(asked, { scope: each.given.scopes })
    road.upstream.clear()
    const { status } = await road.ask(asked, each.given.scopes)
    const [received, ...more] = road.upstream.requests
    expect(more).toEqual([])
    if (upstream === undefined) {
      expect(received).toBeUndefined()
      expect(denial?.status ?? 200).toBe(status)
      return
    }
    expect(decision.effect).toBe('permit')
    const path = upstream.url.replace('http://127.0.0.1:8080/fhir', new URL(road.upstream.url).pathname)
    expect(`${received?.method} ${received?.target}`).toBe(`${upstream.method} ${path}`)
    expect(Object.fromEntries(received?.headers ?? [])).toMatchObject(upstream.headers)
    expect(received?.body.length).toBe(upstream.bytes ?? upstream.form?.length ?? 0)
  })
})
