import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { copyContext } from '../../../scripts/docker/context.ts'
import { execForm, type Stage } from '../../../scripts/docker/dockerfile.ts'
import { runSteps } from '../../../scripts/docker/steps.ts'
import { freePort } from '../../fixtures/gateway.ts'

const USER = '10001'
const isRoot = process.getuid?.() === 0

let folder: string
let root: string
let stage: Stage
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-image-'))
  chmodSync(folder, 0o755)
  const context = join(folder, 'context')
  copyContext('.', context)
  ;({ root, stage } = runSteps(readFileSync('Dockerfile', 'utf8'), context, folder))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A command of the image: its paths meant in the folder that stands for it, run by the image's user where that can be done. */
function start(words: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  const inside = words.map((word) => (word.startsWith('/app/') ? root + word : word))
  const given = stage.instructions.filter(({ name }) => name === 'ENV').map(({ text }) => text.split('=', 2))
  const env = { PATH: process.env.PATH, ...Object.fromEntries(given), ...environment }
  const asUser = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--no-new-privs', '--']
  const [program = '', ...args] = isRoot ? [...asUser, ...inside] : inside
  return spawn(program, args, { cwd: join(root, 'app'), env })
}

async function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, output }
}

function only(name: string) {
  const found = stage.instructions.filter((instruction) => instruction.name === name)
  expect(found).toHaveLength(1)
  return execForm(found[0]!)
}

/** Path, size and time of every file. */
function listing(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => {
    const { size, mtimeMs } = statSync(join(root, path))
    return `${path} ${size} ${mtimeMs}`
  })
}

/** A configuration on loopback, as one would mount it. */
async function configured(): Promise<{ file: string; livez: string }> {
  const [port, admin] = [await freePort(), await freePort()]
  const config = join(folder, 'etc')
  mkdirSync(config, { recursive: true })
  const written = {
    server: { publicUrl: `http://127.0.0.1:${port}/fhir`, listen: { host: '127.0.0.1', port } },
    admin: { listen: { host: '127.0.0.1', port: admin } },
    upstream: { url: 'http://127.0.0.1:9/fhir' },
    issuers: [{ issuer: 'http://127.0.0.1:9' }],
    policy: 'policy.yaml',
  }
  writeFileSync(join(config, 'gatehouse.yaml'), stringify(written))
  cpSync(join(root, 'app/config/policy.yaml'), join(config, 'policy.yaml'))
  return { file: join(config, 'gatehouse.yaml'), livez: `http://127.0.0.1:${admin}/livez` }
}

it('holds what runs and nothing to build it with', () => {
  expect(readdirSync(join(root, 'app')).sort()).toEqual(['LICENSE', 'config', 'dist', 'node_modules', 'package.json'])
  const packages = readdirSync(join(root, 'app/node_modules'))
  expect(packages).toContain('fastify')
  for (const name of ['typescript', 'vitest', '@biomejs', 'tsx', '@medplum']) expect(packages).not.toContain(name)
  expect(listing().filter((line) => /\.(map|test\.js) /.test(line) && !line.includes('node_modules'))).toEqual([])
})

it('runs every command as another user, who cannot write', async () => {
  const entry = only('ENTRYPOINT')
  expect((await finished(start([...entry, '--version']))).code).toBe(0)
  const { file } = await configured()
  const { code, output } = await finished(start([...entry, 'check', '-c', file]))
  expect(output).toContain('valid')
  expect(code).toBe(0)
  expect((await finished(start([...entry, 'check', '-c', '/nowhere.yaml']))).code).toBe(2)
})

it('serves, says that it lives, writes nothing, and ends with 0 at the stop signal', async () => {
  const { file, livez } = await configured()
  const healthcheck = only('HEALTHCHECK')
  const healthy = async () => (await finished(start(healthcheck, { GATEHOUSE_LIVEZ: livez }))).code
  expect(await healthy()).toBe(1)
  const before = listing()
  const temporary = readdirSync(folder)
  const [serve = '', dash = ''] = only('CMD')
  const gateway = start([...only('ENTRYPOINT'), serve, dash, file], { TMPDIR: folder })
  const end = finished(gateway)
  try {
    const deadline = Date.now() + 120_000
    while ((await healthy()) !== 0 && Date.now() < deadline && gateway.exitCode === null) await pause(100)
    expect(await healthy()).toBe(0)
    if (isRoot) expect(readFileSync(`/proc/${gateway.pid}/status`, 'utf8')).toMatch(/^Uid:\t10001\t10001\t10001/m)
  } finally {
    gateway.kill(stage.instructions.find(({ name }) => name === 'STOPSIGNAL')?.text as NodeJS.Signals)
  }
  expect(await end).toMatchObject({ code: 0 })
  expect(listing()).toEqual(before)
  expect(readdirSync(folder)).toEqual(temporary)
})

it('is small', () => {
  const kilobytes = Number(spawnSync('du', ['-sk', join(root, 'app')], { encoding: 'utf8' }).stdout.split('\t')[0])
  console.log(`the image adds ${(kilobytes / 1024).toFixed(1)} MiB to its base`)
  expect(kilobytes).toBeLessThan(64 * 1024)
})
