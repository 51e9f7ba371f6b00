import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

let road: DemoRoad
beforeAll(async () => {
  road = await startDemoRoad()
})
afterAll(() => road.stop())

test('scopes that grant nothing are counted and logged once for a token, by kind and not by text', async () => {
  const scopes = 'openid user/Patient.r user/Patient.sr user/Observation.rs?date=ap2020 patient/Observation.rs'
  const token = await road.tokenFor(scopes)
  for (const _ of [1, 2]) expect((await road.ask('GET', '/Patient/p01', token)).status).toBe(200)
  const counted = (await road.gateway.metrics())
    .split('\n')
    .filter((line) => line.startsWith('gatehouse_scopes_ignored_total'))
  expect(counted.sort()).toEqual([
    'gatehouse_scopes_ignored_total{why="constraint-not-evaluable"} 1',
    'gatehouse_scopes_ignored_total{why="malformed"} 1',
    'gatehouse_scopes_ignored_total{why="no-patient-context"} 1',
  ])
  const logged = road.gateway.logged.filter(({ message }) => message === 'scope ignored')
  expect(logged.map(({ code }) => code).sort()).toEqual(['constraint-not-evaluable', 'malformed', 'no-patient-context'])
  expect(JSON.stringify(logged)).not.toContain('date')
})
