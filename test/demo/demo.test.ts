import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Line, Section } from '../../demo/sandbox/line.ts'
import { sections } from '../../demo/sandbox/lines/sections.ts'
import { runOnce } from '../../demo/sandbox/once.ts'
import { createSender } from '../../demo/sandbox/request.ts'
import { type Sandbox, startSandbox } from '../../demo/sandbox/start.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const all = sections.flatMap(({ lines }) => lines)

/** The demo as `npm run demo` runs it, in a process group of its own. */
function startDemo(...args: string[]) {
  const command = [join(root, 'node_modules/.bin/tsx'), join(root, 'demo/main.ts'), ...args]
  return spawn(process.execPath, command, {
    cwd: root,
    detached: true,
    timeout: 170_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('--once runs every line over TLS, tells how each ended and why, and ends well', async () => {
  const demo = startDemo('--once')
  const exited = once(demo, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(demo.stdout)) lines.push(line)
  expect(await exited).toEqual([0, null])

  expect(lines[0]).toMatch(/^https:\/\/localhost:\d+\/fhir, over TLS: request → status → outcome \(reason\)$/)
  expect(lines.at(-1)).toBe(`All ${all.length} requests ended as promised.`)
  const rows = lines.filter((line) => /^. \S.* → /.test(line))
  expect(rows).toHaveLength(all.length)
  const form = /^✓ (?:GET|HEAD|POST|DELETE).* → \d{3} → (permitted|filtered|emptied|mixed|denied|refused) +\(.+/
  expect(rows.filter((row) => !form.test(row))).toEqual([])
  expect(new Set(rows.map((row) => form.exec(row)![1]))).toEqual(new Set(all.map(({ promise }) => promise.ending)))
  // Aligned, plain where there is no terminal, and no token in it.
  expect(new Set(rows.map((row) => row.indexOf(' → ')))).toHaveProperty('size', 1)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
  expect(lines.join('\n')).not.toMatch(/\u001b|eyJ/)
})

test('Ctrl-C leaves no process, no listener and no folder', async () => {
  const demo = startDemo()
  const exited = once(demo, 'exit')
  const lines: string[] = []
  const output = createInterface(demo.stdout)
  for await (const line of output) {
    lines.push(line)
    if (line.includes('Ctrl-C stops everything')) break
  }
  const said = (pattern: RegExp) => pattern.exec(lines.join('\n'))![1]!
  const folder = said(/^ {2}cd (\S+)$/m)
  const base = said(/^Gateway +(\S+)$/m)
  const sender = createSender(readFileSync(join(folder, 'ca.pem'), 'utf8'))
  const token = readFileSync(join(folder, 'clinician.token'), 'utf8')
  const ask = () => sender.send({ method: 'GET', url: `${base}/Patient/p01`, headers: {}, body: undefined }, token)
  expect(await ask()).toMatchObject({ status: 200, json: { resourceType: 'Patient' } })
  expect(lines).toContain(`  curl -i --cacert ca.pem -H @clinician.header ${base}/Patient/p01`)
  expect(readFileSync(join(folder, 'clinician.header'), 'utf8')).toBe(`Authorization: Bearer ${token}\n`)
  expect(said(/^ {2}token +(\S+)$/m)).toBe(readFileSync(join(folder, 'patient-app.token'), 'utf8'))

  process.kill(-demo.pid!, 'SIGINT')
  expect(await exited).toEqual([0, null])
  sender.close()
  // What the runner had started itself ends after it.
  await expect.poll(() => isThere(-demo.pid!)).toBe(false)
  await expect(ask()).rejects.toThrow('ECONNREFUSED')
  expect(existsSync(folder)).toBe(false)
})

describe('a promise that is not kept', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, lifetime: 3600 })
  })
  afterAll(() => sandbox.close())

  const kept: Line = {
    title: '',
    caller: 'clinician',
    path: '/Observation?_id=p01-lab1',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Observation'] },
  }

  async function run(line: Line, width = 120): Promise<{ kept: boolean; printed: string }> {
    const section: Section = { title: 'one', lines: [line] }
    const printed: string[] = []
    const screen = { width, colours: false }
    const result = await runOnce([section], sandbox, screen, (text) => printed.push(text))
    return { kept: result, printed: printed.join('\n') }
  }

  test('is not there when all is as it should be', async () => {
    expect(await run(kept)).toMatchObject({ kept: true, printed: expect.stringContaining('All 1 requests') })
  })

  test.each<[string, Partial<Line['promise']>, string]>([
    ['status', { status: 403 }, '✗ status: promised 403, got 200'],
    ['outcome', { ending: 'denied' }, '✗ outcome: promised denied, got permitted'],
    ['reason', { code: 'PUBLIC' }, '✗ reason: promised PUBLIC, got SCOPE_COVERS'],
    ['types', { shows: [] }, '✗ types: promised nothing, got Observation'],
    ['entries', { entries: [200] }, '✗ entries: promised 200, got NaN'],
  ])('is told: %s', async (_what, wrong, told) => {
    const result = await run({ ...kept, promise: { ...kept.promise, ...wrong } })
    expect(result.kept).toBe(false)
    expect(result.printed).toContain(told)
    expect(result.printed).toMatch(/^✗ GET/m)
    expect(result.printed).toContain('1 of 1 did not end as promised.')
  })

  test('fits a narrow terminal', async () => {
    const { printed } = await run({ ...kept, path: `/Observation?_id=${'p01-lab1,'.repeat(30)}p02-lab1` }, 80)
    expect(Math.max(...printed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })
})
