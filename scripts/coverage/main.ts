// `npm run coverage [-- --room fhir]`: which code the tests run, docs/coverage.md. With a room, its own tests alone.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { untriedIn } from './branches.ts'
import { compare, readJudged } from './judged.ts'
import type { Measured } from './measured.ts'
import { percent, totalsOf } from './totals.ts'

const CORE = ['fhir', 'scopes', 'policy', 'authorize', 'enforce']
const JUDGED = 'test/coverage/unreachable.yaml'
const LEAST_LINES = 90

const { values } = parseArgs({
  options: { room: { type: 'string' }, 'as-measured': { type: 'string' } },
})
const report = values['as-measured'] ?? measure(values.room)
const files = Object.entries(JSON.parse(readFileSync(report, 'utf8')) as Record<string, Measured>).map(
  ([path, measured]) => ({ path: path.slice(path.lastIndexOf('/src/') + 1), measured }),
)

const rooms = values.room === undefined ? [...new Set(files.map(({ path }) => roomOf(path)))] : [values.room]
console.log('\nroom             lines    branches')
for (const room of rooms.sort((a, b) => order(a) - order(b) || a.localeCompare(b))) {
  tell(
    room,
    files.filter(({ path }) => roomOf(path) === room),
  )
}
if (values.room === undefined) tell('all', files)

const core = values.room === undefined ? CORE : [values.room]
const untried = files
  .filter(({ path }) => core.includes(roomOf(path)))
  .flatMap(({ path, measured }) => untriedIn(path, readFileSync(path, 'utf8'), measured))
const judged = readJudged(readFileSync(JUDGED, 'utf8')).filter(({ file }) => core.includes(roomOf(file)))
const { open, idle } = compare(untried, judged)
console.log(`\nuntried branches of ${core.join(', ')}: ${untried.length}, judged unreachable: ${judged.length}`)
for (const { file, line, text, way } of open) console.log(`${file}:${line}: ${text}  [${way}]`)
for (const { file, line, way } of idle) console.log(`${file}: judged, but reached or gone: ${line}  [${way}]`)

const { lines } = totalsOf(files.map(({ measured }) => measured))
if (values.room === undefined && percent(lines) < LEAST_LINES) {
  console.log(`\nlines: ${percent(lines)} %, the least is ${LEAST_LINES} %`)
  process.exitCode = 1
}
if (open.length > 0 || idle.length > 0) process.exitCode = 1

function measure(room: string | undefined): string {
  const run = ['vitest', 'run', '--config', 'scripts/coverage/vitest.config.ts']
  const { status } = spawnSync('npx', [...run, ...(room === undefined ? [] : [`test/${room}/`])], { stdio: 'inherit' })
  if (status !== 0) console.log('\nSome tests failed while code was measured; `npm test` judges them.')
  return '.cache/coverage/coverage-final.json'
}

function tell(name: string, inside: readonly { readonly measured: Measured }[]): void {
  const { lines, branches } = totalsOf(inside.map(({ measured }) => measured))
  console.log(`${name.padEnd(14)}${`${percent(lines)} %`.padStart(8)}${`${percent(branches)} %`.padStart(12)}`)
}

/** The first folder below src; files that lie in src itself are a room of their own. */
function roomOf(path: string): string {
  const [, room = '', inside] = path.split('/')
  return inside === undefined ? 'src' : room
}

function order(room: string): number {
  const index = CORE.indexOf(room)
  return index < 0 ? CORE.length : index
}
