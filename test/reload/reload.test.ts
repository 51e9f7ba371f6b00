import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type LiveRoad, policyWith, startLiveRoad } from './live-road.ts'

const OPEN = policyWith('- { id: all, effect: permit, match: {} }', 'clients: { growth-app: { name: Growth } }')
const CLOSED = policyWith('- { id: never, effect: deny, match: { resources: [Patient] } }')

let road: LiveRoad
let token: string
beforeAll(async () => {
  road = await startLiveRoad(OPEN)
  token = await road.tokenFor('user/*.cruds')
})
afterAll(() => road.stop())
beforeEach(async () => {
  road.write('policy.yaml', OPEN)
  await road.reload()
})

const statusOf = async (target = '/Patient/p01') => (await road.ask('GET', target, token)).status
const readyz = async () =>
  (await fetch(`${road.gateway.adminUrl}/readyz`)).json() as Promise<{ state: string; dependencies: object }>

test('what is asked after a reload is decided by the new policy, and the answer says that it is in force', async () => {
  expect(await statusOf()).toBe(200)
  road.write('policy.yaml', CLOSED)
  const { status, json } = await road.reload()
  expect({ status, ...json }).toEqual({
    ...{ status: 200, result: 'reloaded', needsRestart: [] },
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
  })
  road.fhir.requests.length = 0
  expect(await statusOf()).toBe(403)
  expect(road.fhir.requests).toEqual([])
  expect(await road.gateway.metrics()).toContain(`gatehouse_config_info{version="${json.version}"`)
})

test('files that say the same are not taken up again', async () => {
  const before = await road.metric('config_reloads_total', 'result="success"')
  expect(await road.reload()).toMatchObject({ status: 200, json: { result: 'unchanged' } })
  expect(await road.metric('config_reloads_total', 'result="success"')).toBe(before)
})

describe('what cannot be taken up changes nothing', () => {
  test.each([
    ['a rule that is none', OPEN.replace('permit', 'permitt'), /^\S*policy\.yaml:5:22: rules\[0\]\.effect: is not/],
    ['text that is not YAML', 'rules: [', /^\S*policy\.yaml:\d+:\d+: /],
    ['a section that is unknown', `${OPEN}sekrets: 1\n`, /^\S*policy\.yaml:6:1: sekrets: is not a known key/],
    [
      'an include that is missing',
      `${OPEN}include: [gone.yaml]\n`,
      /^\S*policy\.yaml:6:11: include\[0\]: does not exist/,
    ],
  ])('%s', async (_what, text, problem) => {
    const failures = await road.metric('config_reloads_total', 'result="failure"')
    road.write('policy.yaml', text)
    const { status, json } = await road.reload()
    expect(status).toBe(422)
    expect(json).toMatchObject({
      result: 'refused',
      problems: expect.arrayContaining([expect.stringMatching(problem)]),
    })
    expect(await statusOf()).toBe(200)
    expect(await road.metric('config_reloads_total', 'result="failure"')).toBe(failures + 1)
    expect(await readyz()).toMatchObject({ state: 'ready', dependencies: { policy: 'stale' } })
    const told = road.gateway.logged.filter(({ message }) => message === 'not reloaded, the old configuration stays')
    expect(told.at(-1)?.detail).toMatch(/policy\.yaml:\d+:\d+: /)
    road.write('policy.yaml', OPEN)
    expect(await road.reload()).toMatchObject({ status: 200, json: { result: 'unchanged' } })
    expect((await readyz()).dependencies).not.toHaveProperty('policy')
  })

  test('a configuration that is no longer there', async () => {
    const file = join(road.gateway.folder, 'gatehouse.yaml')
    renameSync(file, `${file}.away`)
    expect(await road.reload()).toMatchObject({
      status: 422,
      json: { problems: [expect.stringContaining('does not exist')] },
    })
    expect(await statusOf()).toBe(200)
    renameSync(`${file}.away`, file)
  })
})

test('SIGHUP takes up what has changed', async () => {
  road.write('policy.yaml', CLOSED)
  road.gateway.reload()
  await expect.poll(() => statusOf()).toBe(403)
})

test('page links, and tokens that were checked, stay good', async () => {
  const { text } = await road.ask('GET', '/Observation?_count=2', token)
  const { link } = JSON.parse(text) as { link: { relation: string; url: string }[] }
  const next = link.find(({ relation }) => relation === 'next')?.url.slice(road.gateway.base.length) as string
  const misses = await road.metric('token_cache_total', 'result="miss"')
  road.write('policy.yaml', OPEN.replace('id: all', 'id: everything'))
  expect((await road.reload()).json.result).toBe('reloaded')
  expect(await statusOf(next)).toBe(200)
  expect(await road.metric('token_cache_total', 'result="miss"')).toBe(misses)
})

test('the statement tells at once what the new policy leaves', async () => {
  const patientOf = async () => {
    const { text } = await road.ask('GET', '/metadata', undefined)
    const { rest } = JSON.parse(text) as { rest: { resource: { type: string; interaction: { code: string }[] }[] }[] }
    return rest[0]?.resource.find(({ type }) => type === 'Patient')?.interaction.map(({ code }) => code)
  }
  expect(await patientOf()).toContain('delete')
  road.write('policy.yaml', policyWith('- { id: reading, effect: permit, match: { interactions: [read] } }'))
  await road.reload()
  expect(await patientOf()).toEqual(['read'])
})

describe('files that are watched', () => {
  let watched: LiveRoad
  let own: string
  beforeAll(async () => {
    watched = await startLiveRoad(OPEN, { reload: { watch: true } })
    own = await watched.tokenFor('user/*.cruds')
  })
  afterAll(() => watched.stop())
  const asks = async () => (await watched.ask('GET', '/Patient/p01', own)).status

  test('a change is taken up by itself, and so is one of a file that it includes', async () => {
    watched.write('more.yaml', 'apiVersion: gatehouse/v1\nkind: Policy\nsets: { resources: { some: [Patient] } }\n')
    watched.write('policy.yaml', `${OPEN}include: [more.yaml]\n`)
    await expect.poll(() => watched.metric('config_reloads_total', 'result="success"')).toBe(1)
    const more = policyWith('- { id: never, effect: deny, match: { resources: [Patient] } }')
    watched.write('more.yaml', more)
    await expect.poll(asks).toBe(403)
  })

  test('a directory whose link is swapped, as Kubernetes does it, is taken up', async () => {
    const { folder } = watched.gateway
    for (const [version, text] of [
      ['v1', OPEN],
      ['v2', CLOSED],
    ] as const) {
      mkdirSync(join(folder, version))
      writeFileSync(join(folder, version, 'policy.yaml'), text)
    }
    symlinkSync('v1', join(folder, '..data'))
    symlinkSync('..data/policy.yaml', join(folder, 'policy.link'))
    renameSync(join(folder, 'policy.link'), join(folder, 'policy.yaml'))
    await expect.poll(asks).toBe(200)
    symlinkSync('v2', join(folder, '..data_tmp'))
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
    await expect.poll(asks).toBe(403)
  })
})
