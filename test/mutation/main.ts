// Mutation testing of the core: `npm run mutation -- --room scopes`; docs/mutation.md tells what it does.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { parseArgs } from 'node:util'
import { type Instrumented, instrument, type Mutant } from './instrument.ts'
import type { Event, Plan } from './plan.ts'
import { report } from './report.ts'
import { leftOut, rooms, slow, testFolders } from './rooms.ts'

const { values } = parseArgs({
  options: {
    room: { type: 'string' },
    static: { type: 'boolean', default: false },
    sample: { type: 'string', default: '100' },
    only: { type: 'string', multiple: true, default: [] },
    tests: { type: 'string', multiple: true, default: [] },
  },
})

/** A mutant that shows no progress for so long hangs, in milliseconds; where modules are loaded for each, that is counted in. */
const HANGS = { woken: 60_000, fromStart: 240_000 }
/** Of a mutant that must be awake from the start, the test files that are tried at most. */
const FILES = 8

const asked = values.room === undefined ? Object.keys(rooms) : [values.room]
for (const room of asked) {
  const paths = rooms[room]
  if (paths === undefined) throw new Error(`no room ${room}: ${Object.keys(rooms).join(', ')}`)
  const folder = `.cache/mutation/${room}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { sources, mutants: all } = await instrument(values.only.length > 0 ? values.only : paths)
  const mutants = sampleOf(all, Number(values.sample))
  const events = await tryAll(folder, { sources, mutants }, testsFor(room))
  report(folder, room, mutants, events)
}

/** Tries all mutants: first in one process, then those anew that have a say before the first test. */
async function tryAll(folder: string, { sources, mutants }: Instrumented, tests: readonly string[]) {
  const path = `${folder}/plan.json`
  const [events, now] = [`${folder}/events.ndjson`, `${folder}/now.json`]
  const fileOf = Object.fromEntries(mutants.map(({ id, file }) => [id, file]))
  const plan = { sources, fileOf, events, now }
  const told = () => readEvents(events)

  await again('vitest run --config test/mutation/vitest.config.ts', () => {
    const done = new Set(told().flatMap((each) => (each.event === 'done' ? each.file : [])))
    const left = tests.filter((file) => !done.has(file))
    return left.length === 0 ? undefined : { ...plan, tests: left, decided: [...decidedBy(told())] }
  })
  if (values.static)
    await again('tsx test/mutation/from-start.ts', () => {
      const fromStart = toRunFromStart(mutants, told(), tests)
      return fromStart.length === 0 ? undefined : { ...plan, tests, decided: [], fromStart }
    })
  return told()

  /** Starts anew after a mutant that hung or left its traces, with what is not decided yet. */
  async function again(command: string, next: () => Plan | undefined): Promise<void> {
    for (let content = next(); content !== undefined; content = next()) {
      const before = told().length
      writeFileSync(path, JSON.stringify(content))
      rmSync(now, { force: true })
      const ended = await run(command, path, now, content.fromStart ? HANGS.fromStart : HANGS.woken)
      if (ended === 'hung') {
        const { id, file } = JSON.parse(readFileSync(now, 'utf8'))
        appendFileSync(events, `${JSON.stringify({ event: 'killed', id, by: `${file}: no end` })}\n`)
      } else if (told().length === before) throw new Error(`nothing came of it: look at ${folder}/output.txt`)
      const left =
        content.fromStart?.length ?? `${content.tests.length} files, ${mutants.length - decidedBy(told()).size}`
      console.log(`${folder}: had ${left} mutants`)
    }
  }
}

/** Mutants that no test noticed so far and that act before tests do, or whose effect is remembered. */
function toRunFromStart(mutants: readonly Mutant[], events: readonly Event[], tests: readonly string[]) {
  const [killed, asked, reaching] = [new Set<string>(), new Set<string>(), new Map<string, Set<string>>()]
  const over = new Set<string>()
  for (const each of events) {
    if (each.event === 'killed') killed.add(each.id)
    else if (each.event === 'survived') over.add(each.id)
    else if (each.event === 'stained') asked.add(each.id)
    else if (each.event === 'alive' && each.hits === 0) asked.add(each.id)
    else if (each.event === 'early') for (const id of each.ids) asked.add(id)
    else if (each.event === 'done') {
      for (const source of each.reached) reaching.set(source, (reaching.get(source) ?? new Set()).add(each.file))
    }
  }
  return mutants
    .filter(({ id }) => asked.has(id) && !killed.has(id) && !over.has(id))
    .map(({ id, file }) => ({ id, tests: tests.filter((test) => reaching.get(file)?.has(test)).slice(0, FILES) }))
}

/** Killed ones, and those that must be looked at in a process of their own. */
function decidedBy(events: readonly Event[]): Set<string> {
  return new Set(events.flatMap((each) => (each.event === 'killed' || each.event === 'stained' ? each.id : [])))
}

function readEvents(path: string): Event[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function run(command: string, plan: string, now: string, hangs: number): Promise<'ended' | 'hung'> {
  const output = plan.replace('plan.json', 'output.txt')
  return new Promise((resolve) => {
    const child = spawn('nice', ['-n', '15', 'sh', '-c', `exec node_modules/.bin/${command} > ${output} 2>&1`], {
      env: { NONINTERFERENCE_PAIRS: '150', ...process.env, CI: '1', GATEHOUSE_MUTATION: plan },
      detached: true,
    })
    const watch = setInterval(() => {
      if (!existsSync(now) || Date.now() - statSync(now).mtimeMs < hangs) return
      clearInterval(watch)
      process.kill(-child.pid!, 'SIGKILL')
      resolve('hung')
    }, 1_000)
    child.on('close', () => {
      clearInterval(watch)
      resolve('ended')
    })
  })
}

function testsFor(room: string): string[] {
  const place = (file: string) =>
    (slow.includes(file) ? 4 : 0) +
    (file.startsWith(`test/${room}/`) ? 0 : /^test\/(cases|corpus)\//.test(file) ? 1 : 2)
  const files = values.tests.length > 0 ? values.tests : testFolders.flatMap((folder) => [...testsBelow(folder)])
  return files.filter((file) => !leftOut.includes(file)).sort((a, b) => place(a) - place(b))
}

function* testsBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* testsBelow(path)
    else if (entry.name.endsWith('.test.ts')) yield path
  }
}

/** The same mutants each time, whatever else is mutated: chosen by what they are and where. */
function sampleOf(mutants: readonly Mutant[], percent: number): Mutant[] {
  return mutants.filter(({ file, kind, original, replacement, line }) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([file, line, kind, original, replacement]))
      .digest()
    return digest.readUInt32BE(0) < (percent / 100) * 2 ** 32
  })
}
