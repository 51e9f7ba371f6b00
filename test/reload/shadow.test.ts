import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveRoad, policyWith, startLiveRoad } from './live-road.ts'

const rules = `
- { id: all, effect: permit, match: {} }
- { id: no-men, effect: deny, match: { resources: [Patient] }, when: { eq: [resource.gender, male] } }`
const LIVE = policyWith(rules)
const SHADOWED = policyWith(`${rules}
- { id: no-practitioners, effect: deny, mode: shadow, match: { resources: [Practitioner] } }
- { id: no-women, effect: deny, mode: shadow, match: { resources: [Patient] }, when: { eq: [resource.gender, female] } }`)
const CANDIDATE = policyWith(`
- { id: all, effect: permit, match: {} }
- { id: no-observations, effect: deny, match: { resources: [Observation] } }
- { id: no-women, effect: deny, match: { resources: [Patient] }, when: { eq: [resource.gender, female] } }`)

const targets = [
  '/Patient?_count=20',
  '/Patient/p01',
  '/Practitioner?_count=5',
  '/Observation?_count=5',
  '/Observation/nobody',
]
const base = /http:\/\/127\.0\.0\.1:\d+|"(?:lastUpdated|timestamp)":"[^"]*"|urn:uuid:[0-9a-f-]+|_page=[^"]*/g

async function answers(road: LiveRoad) {
  const token = await road.tokenFor('user/*.cruds')
  const told: unknown[] = []
  for (const target of targets) {
    const { status, text } = await road.ask('GET', target, token)
    told.push({ target, status, text: text.replaceAll(base, '') })
  }
  return told
}

const roads: LiveRoad[] = []
let plain: unknown
beforeAll(async () => {
  const live = await startLiveRoad(LIVE)
  const shadowed = await startLiveRoad(SHADOWED)
  const beside = await startLiveRoad(LIVE)
  beside.write('candidate.yaml', CANDIDATE)
  roads.push(live, shadowed, beside)
  plain = await answers(live)
})
afterAll(() => Promise.all(roads.map((road) => road.stop())))

const differences = (road: LiveRoad) =>
  road.gateway.logged
    .filter(({ message }) => message === 'decision')
    .flatMap(({ shadow }) => (shadow ?? []) as { rule: string }[])

describe('rules in shadow mode', () => {
  test('change no answer, and are counted and told for requests and for resources', async () => {
    const road = roads[1]!
    expect(await answers(road)).toEqual(plain)
    expect(await road.metric('shadow_diff_total', 'rule="no-practitioners",from="permit",to="deny"')).toBe(1)
    expect(await road.metric('shadow_diff_total', 'rule="no-women",from="permit",to="deny"')).toBeGreaterThan(0)
    await expect
      .poll(() => new Set(differences(road).map(({ rule }) => rule)))
      .toEqual(new Set(['no-practitioners', 'no-women']))
  })
})

describe('a candidate policy', () => {
  test('changes no answer, and every difference is counted by its rule', async () => {
    const road = roads[2]!
    const { readFileSync } = await import('node:fs')
    const file = `${road.gateway.folder}/gatehouse.yaml`
    road.write('gatehouse.yaml', `${readFileSync(file, 'utf8')}policyCandidate: candidate.yaml\n`)
    expect(await road.reload()).toMatchObject({ status: 200, json: { result: 'reloaded' } })
    expect(await answers(road)).toEqual(plain)
    expect(await road.metric('shadow_diff_total', 'rule="candidate:no-observations",from="permit",to="deny"')).toBe(2)
    expect(await road.metric('shadow_diff_total', 'rule="candidate:no-women",from="permit",to="deny"')).toBeGreaterThan(
      0,
    )
    expect(await road.metric('shadow_diff_total', 'from="deny",to="permit"')).toBeGreaterThan(0)
    await expect.poll(() => differences(road).length).toBeGreaterThan(2)
  })

  test('that is broken is no candidate, and says where', async () => {
    const road = roads[2]!
    road.write('candidate.yaml', CANDIDATE.replace('effect: deny', 'effect: denied'))
    const { status, json } = await road.reload()
    expect({ status, problems: json.problems }).toEqual({
      status: 422,
      problems: [expect.stringMatching(/candidate\.yaml:7:34: rules\[1\]\.effect: is not a known value/)],
    })
  })
})
