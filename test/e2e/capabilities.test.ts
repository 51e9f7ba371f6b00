import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'

interface Statement {
  readonly implementation: { readonly url: string }
  readonly rest: readonly {
    readonly interaction?: readonly { readonly code: string }[]
    readonly resource: readonly {
      readonly type: string
      readonly interaction?: readonly { readonly code: string }[]
      readonly searchParam?: readonly { readonly name: string }[]
      readonly searchInclude?: readonly string[]
      readonly searchRevInclude?: readonly string[]
      readonly operation?: readonly { readonly name: string }[]
    }[]
  }[]
}

async function statementOf(road: DemoRoad): Promise<Statement> {
  return JSON.parse((await road.ask('GET', '/metadata', undefined)).text)
}

describe('without a policy', () => {
  let road: DemoRoad
  beforeAll(async () => {
    road = await startDemoRoad()
  })
  afterAll(() => road.stop())

  test('the upstream is asked once for many callers, however they want it shortened', async () => {
    const before = road.fhir.requests.length
    const told = await Promise.all(
      ['', '?mode=full', '?_summary=true', '?_elements=rest&_pretty=true'].map((query) =>
        road.ask('GET', `/metadata${query}`, undefined),
      ),
    )
    const head = await road.ask('HEAD', '/metadata', undefined)
    expect(new Set(told.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(JSON.parse(told[0]?.text ?? '').implementation.url).toBe(road.gateway.base)
    expect([head.status, head.text]).toEqual([200, ''])
    expect(road.fhir.requests.length - before).toBe(1)
    await road.ask('GET', '/metadata?mode=terminology', undefined)
    expect(road.fhir.requests.length - before).toBe(2)
  })

  test('what the embedded server says is told but for its name and what is closed', async () => {
    const statement = await statementOf(road)
    expect(JSON.stringify(statement)).not.toContain(road.fhir.url)
    expect(statement).not.toHaveProperty('software')
    const observation = statement.rest[0]?.resource.find(({ type }) => type === 'Observation')
    expect(observation?.searchInclude).toContain('Observation:subject')
    expect(observation).not.toHaveProperty('searchRevInclude')
    const names = observation?.searchParam?.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['code', 'subject', '_id']))
    for (const closed of ['_filter', '_query', '_contained']) expect(names).not.toContain(closed)
  })

  test('the last one is told while the upstream is down', async () => {
    const before = await road.ask('GET', '/metadata', undefined)
    await road.endFhir()
    expect((await road.ask('GET', '/metadata', undefined)).text).toBe(before.text)
    expect((await road.ask('GET', '/metadata?mode=normative', undefined)).status).toBe(502)
    await road.restartFhir()
  })
})

const policy = `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: narrow }
rules:
  - { id: reads, effect: permit, match: { interactions: [read, search], resources: [Patient, Observation] } }
  - { id: last, effect: permit, match: { interactions: [operation], operations: [lastn] } }
  - { id: nobody-searches-patients, effect: deny, match: { interactions: [search], resources: [Patient] } }
`

test('with a policy, only what some rule can permit is told', async () => {
  const road = await startDemoRoad({}, policy)
  const [rest] = (await statementOf(road)).rest
  await road.stop()
  const told = rest?.resource.map(({ type, interaction, operation }) => [
    type,
    interaction?.map(({ code }) => code).join(),
    operation?.map(({ name }) => name).join(),
  ])
  expect(told).toEqual([
    ['Observation', 'read,search-type', 'lastn'],
    ['Patient', 'read', undefined],
  ])
  expect(rest?.interaction).toEqual([{ code: 'search-system' }])
  const observation = rest?.resource.find(({ type }) => type === 'Observation')
  expect(observation?.searchInclude).not.toContain('Observation:encounter')
  expect(observation?.searchInclude).toContain('Observation:subject')
})
