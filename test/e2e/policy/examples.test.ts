import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../../src/config/load.ts'
import { answeredWith } from '../../../src/policy-test/judge/returned.ts'
import { runPolicyTests } from '../../../src/policy-test/run.ts'
import type { RanTest } from '../../../src/policy-test/run-test.ts'
import type { PolicyTest, PolicyTestDocument } from '../../../src/policy-test/schema.ts'
import { type DemoRoad, startDemoRoad, type Told } from '../demo-road.ts'

/** The web server before the gateway, which tells where a request comes from. */
const sections = { server: { trustedProxies: ['127.0.0.1/32'] } }

// The claims platform is not among them: its callers are told apart by their issuers, of which there is one here.
describe.each(['hospital', 'patient-apps'])('what the tests of %s say is what the gateway does', (name) => {
  const folder = `config/examples/${name}`
  const { fixtures, now } = parse(readFileSync(`${folder}/policy_test.yaml`, 'utf8')) as PolicyTestDocument
  let road: DemoRoad
  let ran: readonly RanTest[]

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) })
    ran = await runTestsOf(folder)
    road = await startDemoRoad(sections, readFileSync(`${folder}/policy.yaml`, 'utf8'))
  })
  afterAll(async () => {
    await road.stop()
    vi.useRealTimers()
  })

  test('for every one of them', async () => {
    const differing: unknown[] = []
    for (const { test, outcome } of ran) {
      for (const resource of Object.values(fixtures.resources)) await store(resource)
      const told = await ask(test)
      const found = foundIn(told)
      const is = { isDenied: told.status >= 400 || isEmptied(outcome.style), found: found.filter(isAsked(test)) }
      const shall = { isDenied: outcome.effect === 'deny', found: outcome.returned.filter(isAsked(test)) }
      const status = shall.isDenied && told.status !== outcome.status ? { status: told.status } : {}
      if (JSON.stringify(is) !== JSON.stringify(shall) || 'status' in status)
        differing.push({ name: test.name, is, shall, ...status })
    }
    expect(ran.length).toBeGreaterThan(20)
    expect(differing).toEqual([])
  })

  async function store(resource: PolicyTestDocument['fixtures']['resources'][string]): Promise<void> {
    if (typeof resource.id !== 'string') return
    const headers = { 'content-type': 'application/fhir+json' }
    const at = `${road.fhir.url}/${resource.resourceType}/${resource.id}`
    await fetch(at, { method: 'PUT', headers, body: JSON.stringify(resource) })
  }

  async function ask({ request, token, env = '', body, now: at = now }: PolicyTest): Promise<Told> {
    vi.setSystemTime(new Date(at))
    const { iss: _, scope = '', ...claims } = fixtures.tokens[token] as Readonly<Record<string, string>>
    const [method = '', target = ''] = request.split(' ')
    const sent = typeof body === 'string' ? fixtures.resources[body] : (body as object | undefined)
    const headers = { 'x-forwarded-for': fixtures.env[env]?.address ?? '127.0.0.1' }
    const credential = await road.tokenFor(scope, claims)
    return road.ask(method, target === '/' ? '' : target, credential, { headers, ...(sent && { body: sent }) })
  }

  /** Names of the fixtures that an answer holds, in their order. */
  function foundIn({ text }: Told): readonly string[] {
    const answered = answeredWith(text.startsWith('{') ? JSON.parse(text) : {})
    const isThere = ([, { resourceType, id }]: (typeof all)[number]) => answered.has(`${resourceType}/${String(id)}`)
    const all = Object.entries(fixtures.resources)
    return all
      .filter(isThere)
      .map(([key]) => key)
      .sort()
  }
})

async function runTestsOf(folder: string): Promise<readonly RanTest[]> {
  const result = loadConfig(`${folder}/gatehouse.yaml`)
  if ('problems' in result) return []
  const run = await runPolicyTests(result.config, [`${folder}/policy_test.yaml`])
  return 'suites' in run ? run.suites[0]!.tests : []
}

/** Such a refusal is an answer like any other. */
function isEmptied(style: string | undefined): boolean {
  return style === 'empty-bundle' || style === 'hidden'
}

/** The server of a test has no more than what the test names; what is created gets an id of its own. */
function isAsked({ request, resource, resources = [], body }: PolicyTest): (name: string) => boolean {
  const isNew = request.startsWith('POST ') && body !== undefined
  return (name) => !isNew && [resource, ...resources, body].includes(name)
}
