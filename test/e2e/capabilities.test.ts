import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

let road: DemoRoad
beforeAll(async () => {
  road = await startDemoRoad()
})
afterAll(() => road.stop())

test('the CapabilityStatement is asked for once for many callers, by its parameters', async () => {
  const before = road.fhir.requests.length
  const told = await Promise.all([1, 2].map(() => road.ask('GET', '/metadata', undefined)))
  const again = await road.ask('GET', '/metadata', undefined)
  const head = await road.ask('HEAD', '/metadata', undefined)
  expect(again.text).toBe(told[0]?.text)
  expect(JSON.parse(again.text).implementation.url).toBe(road.gateway.base)
  expect([head.status, head.text]).toEqual([200, ''])
  expect(road.fhir.requests.length - before).toBeLessThanOrEqual(2)
  const asked = road.fhir.requests.length
  await road.ask('GET', '/metadata?mode=full', undefined)
  expect(road.fhir.requests.length).toBe(asked + 1)
})
