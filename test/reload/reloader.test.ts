import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import type { ConfigResult } from '../../src/config/parse.ts'
import { planLive } from '../../src/reload/plan.ts'
import type { Reloaded } from '../../src/reload/reloaded.ts'
import { createReloader } from '../../src/reload/reloader.ts'

const loaded = (requireTests = false, rps = 1) => {
  const text = `
server: { publicUrl: 'http://127.0.0.1:1/fhir', listen: { host: 127.0.0.1, port: 1 } }
upstream: { url: 'http://127.0.0.1:2/fhir' }
issuers: [{ issuer: 'http://127.0.0.1:3' }]
reload: { requireTests: ${requireTests} }
rateLimit: { default: { rps: ${rps}, burst: 1 } }
`
  return loadConfig('/gatehouse.yaml', { execArgv: [], readFile: () => ({ bytes: Buffer.from(text) }) })
}
const configOf = (result: ConfigResult) => {
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.config
}

function reloading(load: () => Promise<ConfigResult>, failures: readonly string[] = []) {
  const told: string[] = []
  const put: number[] = []
  const nothing = () => {}
  const reloader = createReloader({
    initial: configOf(loaded()),
    load,
    plan: planLive,
    test: async () => failures,
    prepare: (config) => () => void put.push(config.rateLimit.default?.rps ?? 0),
    log: { info: nothing, warn: nothing, error: nothing, fault: nothing },
    told: (result) => void told.push(result),
  })
  return { reloader, told, put }
}

test('whatever is asked for while a reload is under way shares the next one, which sees the files as they are then', async () => {
  const waiting: (() => void)[] = []
  let rps = 1
  const { reloader, put } = reloading(async () => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return loaded(false, rps)
  })
  const first = reloader.reload()
  await expect.poll(() => waiting.length).toBe(1)
  const others = Array.from({ length: 10 }, () => reloader.reload())
  rps = 2
  waiting[0]?.()
  await expect.poll(() => waiting.length).toBe(2)
  rps = 3
  waiting[1]?.()
  expect((await first).result).toBe('reloaded')
  expect(new Set(await Promise.all(others))).toHaveLength(1)
  expect(waiting).toHaveLength(2)
  expect(put).toEqual([2, 3])
})

test('a policy whose tests fail is not put in force where its tests are required', async () => {
  const { reloader, told, put } = reloading(async () => loaded(true, 2), ['a test fails'])
  const { version } = configOf(loaded())
  const expected: Reloaded = { result: 'refused', version, problems: ['a test fails'] }
  expect(await reloader.reload()).toEqual(expected)
  expect({ put, told, state: reloader.state() }).toEqual({ put: [], told: ['failure'], state: 'stale' })
})

test('a fault while loading leaves everything as it is, and the next reload may succeed', async () => {
  let broken = true
  const { reloader, put } = reloading(async () => {
    if (broken) throw new Error('synthetic')
    return loaded(false, 5)
  })
  expect(await reloader.reload()).toMatchObject({ result: 'refused' })
  expect(reloader.state()).toBe('stale')
  broken = false
  expect(await reloader.reload()).toMatchObject({ result: 'reloaded' })
  expect({ put, state: reloader.state() }).toEqual({ put: [5], state: 'current' })
})
