import { expect } from 'vitest'
import type { Explanation } from '../../src/explain/explanation.ts'
import type { Road } from '../e2e/road.ts'
import { type Case, loadCases, requestOf } from '../fixtures/cases.ts'

/** Node's own parser refuses this one before the gateway sees a request. */
const unreadable = new Set(['Methods are case-sensitive'])

/** The cases of all tables that a gateway in front of an R4 server can be sent. */
export const r4Cases: readonly Case[] = loadCases().filter(
  ({ case: name, given }) => (given.fhirVersion ?? 'R4') === 'R4' && !unreadable.has(name),
)

/** Sends a case to the gateway, and expects of it what was explained: the answer, and what the FHIR server receives. */
export async function expectAgreement(
  road: Road,
  each: Case,
  { decision, denial, upstream, entries = [] }: Explanation,
): Promise<void> {
  road.upstream.clear()
  const { status } = await road.ask(requestOf(each), each.given.scopes)
  const [received, ...more] = road.upstream.requests
  // What is asked by itself comes after what the entries of a Bundle are sent with.
  const isFilled = entries.some((entry) => entry.decision.obligations.some(({ kind }) => kind === 'fill'))
  if (isFilled) {
    expect(received?.method).toBe(upstream?.method ?? 'GET')
    return
  }
  if (upstream === undefined) {
    expect(received).toBeUndefined()
    expect(denial?.status ?? 200).toBe(status)
    return
  }
  expect(decision.effect).toBe('permit')
  if (decision.obligations.some(({ kind }) => kind === 'check-stored')) {
    // What is stored is read first, and is not known here.
    expect(received?.method).toBe('GET')
    return
  }
  expect(more).toEqual([])
  const path = upstream.url.replace('http://127.0.0.1:8080/fhir', new URL(road.upstream.url).pathname)
  expect(`${received?.method} ${received?.target}`).toBe(`${upstream.method} ${path}`)
  expect(Object.fromEntries(received?.headers ?? [])).toMatchObject(upstream.headers)
  expect(received?.body.length).toBe(upstream.bytes ?? upstream.form?.length ?? 0)
}
