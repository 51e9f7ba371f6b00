import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type LiveRoad, policyWith, startLiveRoad } from './live-road.ts'

let road: LiveRoad
let original: string
const file = () => join(road.gateway.folder, 'gatehouse.yaml')
beforeAll(async () => {
  road = await startLiveRoad(policyWith('- { id: all, effect: permit, match: {} }'))
  original = readFileSync(file(), 'utf8')
})
afterAll(() => road.stop())

async function reloadWith(sections: Record<string, object | string | boolean>) {
  const document = parse(original) as Record<string, object>
  for (const [name, value] of Object.entries(sections)) {
    document[name] = typeof value === 'object' ? { ...document[name], ...value } : (value as never)
  }
  writeFileSync(file(), stringify(document))
  const reloaded = await road.reload()
  writeFileSync(file(), original)
  return reloaded
}

test.each([
  ['limits', { rateLimit: { default: { rps: 1, burst: 1 } } }],
  ['the level of the log', { log: { level: 'warn' } }],
  ['the decision log', { log: { decisions: { write: 'all' } } }],
])('%s are taken up at once', async (_what, sections) => {
  expect(await reloadWith(sections)).toMatchObject({ status: 200, json: { result: 'reloaded', needsRestart: [] } })
  await road.reload()
})

test.each([
  ['cors', { cors: { origins: ['https://app.example.org'] } }],
  ['smart', { smart: { resource_documentation: 'https://example.org/docs' } }],
  ['iua', { iua: true }],
  ['log.format', { log: { format: 'pretty' } }],
])('a change of %s is told to need a restart', async (key, sections) => {
  expect(await reloadWith(sections)).toMatchObject({ status: 200, json: { result: 'unchanged', needsRestart: [key] } })
  const told = road.gateway.logged.findLast(({ message }) => message === 'changed, needs a restart')
  expect(told?.detail).toBe(key)
})

test.each([
  ['upstream.fhirVersion', { upstream: { fhirVersion: 'R5' } }],
  ['upstream.url', { upstream: { url: 'http://127.0.0.1:9/fhir' } }],
  ['compartment', { compartment: { subjectOnly: false } }],
])('a policy for another %s is not taken up', async (key, sections) => {
  const { status, json } = await reloadWith(sections)
  expect({ status, problems: json.problems }).toEqual({
    status: 422,
    problems: [`${key} can only change with a restart`],
  })
})

test('a comment is no change of what is in force', async () => {
  writeFileSync(file(), `${original}# nothing\n`)
  expect(await road.reload()).toMatchObject({ status: 200, json: { needsRestart: [] } })
})
