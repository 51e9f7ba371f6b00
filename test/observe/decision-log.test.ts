import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from '../e2e/demo-road.ts'
import { until } from '../e2e/road.ts'

const CANARY = 'zq7canary'
const KEY = 'synthetic-decision-key'
const POLICY = `
apiVersion: gatehouse/v1
kind: Policy
metadata: { name: hospital, version: "7" }
roles: { reader: { from: { startsWith: [token.scope, "user/"] } } }
rules:
  - { id: all, effect: permit, match: {} }
  - { id: no-conditions, effect: deny, match: { resources: [Condition] } }
  - { id: no-men, effect: deny, match: { resources: [Patient] }, when: { eq: [resource.gender, male] } }
  - { id: no-basics, effect: deny, mode: shadow, match: { resources: [Practitioner] } }
`

interface Line {
  readonly [name: string]: unknown
}

process.env.GATEHOUSE_TEST_DECISION_KEY = KEY
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-decisions-'))
const file = join(folder, 'decisions', 'lines.ndjson')
const linesOf = (road: DemoRoad) => road.gateway.logged.filter(({ message }) => message === 'decision') as Line[]

/** Denials, permits, batches and searches, with the canary wherever a caller or a record can have something. */
async function traffic(road: DemoRoad): Promise<void> {
  const token = await road.tokenFor(`user/*.cruds user/Observation.rs?code=${CANARY} ${CANARY}`, {
    ...{ sub: CANARY, fhirUser: `Practitioner/${CANARY}`, roles: [CANARY], patient: CANARY },
  })
  const entry = ['Condition', 'Patient'].map((type) => ({ request: { method: 'GET', url: `${type}/${CANARY}` } }))
  const headers = { 'x-request-id': CANARY, 'user-agent': CANARY }
  await road.ask('GET', `/Condition/${CANARY}`, token, { headers })
  await road.ask('GET', `/Patient?name=${CANARY}&_count=3`, token)
  await road.ask('GET', `/Practitioner/${CANARY}`, token)
  await road.ask('POST', '/', token, { body: { resourceType: 'Bundle', type: 'batch', entry } })
  await road.ask('POST', '/Condition', token, {
    body: { resourceType: 'Condition', id: CANARY, subject: { display: CANARY } },
  })
}

describe('the lines of decisions', () => {
  let all: DemoRoad
  let denials: DemoRoad
  beforeAll(async () => {
    const userKey = { env: 'GATEHOUSE_TEST_DECISION_KEY' }
    all = await startDemoRoad({ log: { decisions: { write: 'all', userKey } } }, POLICY)
    denials = await startDemoRoad({ log: { decisions: { mask: ['client', 'scope', 'userHmac'] } } }, POLICY)
    await traffic(all)
    await traffic(denials)
    await until(() => linesOf(all).length === 5)
    await until(() => linesOf(denials).length === 4)
  })
  afterAll(() => Promise.all([all.stop(), denials.stop()]))

  test('hold no id, value, user or token of the request', () => {
    const text = JSON.stringify([...linesOf(all), ...linesOf(denials)])
    expect(text.toLowerCase()).not.toContain(CANARY)
    expect(text).not.toContain(KEY)
    expect(text).not.toContain('Bearer')
    expect(text).not.toContain('127.0.0.1')
  })

  test('say what was decided, by which policy and rules, on what ground', () => {
    const [denied, searched] = linesOf(all)
    expect(denied).toMatchObject({
      ...{ interaction: 'read', resourceType: 'Condition', effect: 'deny', reason: 'POLICY_RULE', cause: 'policy' },
      ...{ status: 403, style: 'forbidden', phase: 'request', mode: 'enforce', roles: ['reader'], obligations: [] },
      policy: { name: 'hospital', version: '7', sha256: expect.stringMatching(/^[0-9a-f]{12}$/) },
      rules: { matched: [], denied: ['no-conditions'], indeterminate: [] },
      userHmac: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(denied?.decisionId).toMatch(/^[\w-]{16,}$/)
    expect(searched).toMatchObject({
      effect: 'permit',
      rules: { matched: ['all'] },
      counts: { out: expect.any(Number) },
    })
    expect(searched?.scope).toMatchObject({ used: ['user/*.cruds'] })
  })

  test('tell of a batch as one, with the number of entries permitted and denied', () => {
    expect(linesOf(all).filter(({ interaction }) => interaction === 'batch')).toMatchObject([
      { effect: 'permit', entries: { permit: 1, deny: 1 } },
    ])
  })

  test('are written of every denial and every difference of a shadow, whatever is masked', () => {
    const lines = linesOf(denials)
    expect(lines.map(({ interaction, effect }) => `${interaction} ${effect}`)).toEqual([
      ...['read deny', 'read permit', 'batch permit', 'create deny'],
    ])
    expect(lines[1]?.shadow).toEqual([{ rule: 'no-basics', from: 'permit', to: 'deny' }])
    for (const name of ['client', 'scope', 'userHmac']) expect(lines.every((line) => !(name in line))).toBe(true)
  })
})

test('a file of their own takes all of them, and the process log none', async () => {
  const road = await startDemoRoad({ log: { level: 'error', decisions: { write: 'all', file } } }, POLICY)
  await traffic(road)
  await expect.poll(() => road.gateway.logged.filter(({ message }) => message === 'access').length).toBeGreaterThan(4)
  await road.stop()
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim().split('\n').length).toBe(5)
  expect(linesOf(road)).toEqual([])
  expect(readFileSync(file, 'utf8').toLowerCase()).not.toContain(CANARY)
})
