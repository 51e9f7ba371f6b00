import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Campaign, campaign } from './engine/campaign.ts'
import { loadInputs, saveInputs, written } from './engine/corpus.ts'
import { distilled } from './engine/distil.ts'
import { type Finding, tried } from './engine/finding.ts'
import type { Target } from './engine/target.ts'
import { targets } from './targets/all.ts'

const HELP = `npm run fuzz -- [options]
  --runs N       runs of all targets together (default 150000)
  --seed N       where chance begins (default 20261122, the same runs each time; random: elsewhere)
  --target NAME  one of: ${targets.map(({ name }) => name).join(', ')}
  --seconds N    ends after so long, whatever --runs says
  --input FILE   runs the target on one input, and nothing else
  --save         keeps what went where no input had gone before in test/fuzz/corpus`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '150000' },
    seed: { type: 'string', default: '20261122' },
    seconds: { type: 'string' },
    target: { type: 'string' },
    input: { type: 'string' },
    save: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const seed = values.seed === 'random' ? Date.now() % 2 ** 31 : Number(values.seed)
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target)
const weights = chosen.reduce((sum, { weight = 4 }) => sum + weight, 0)
const until = values.seconds === undefined ? undefined : performance.now() + Number(values.seconds) * 1000
const findings: Finding[] = []

if (values.help || chosen.length === 0) console.log(HELP)
else if (values.input !== undefined) await runOn(chosen[0]!, values.input)
else await runAll()
if (findings.length > 0) process.exitCode = 1

async function runAll(): Promise<void> {
  console.log(`seed ${seed}, Node ${process.version}, ${new Date().toISOString()}`)
  const startedAt = performance.now()
  let runs = 0
  for (const target of chosen) {
    const from = performance.now()
    const share = Math.max(1, Math.round((Number(values.runs) * (target.weight ?? 4)) / weights))
    const result = await campaign(target, { runs: share, seed, seeds: loadInputs(target.name), ...end(target) })
    runs += result.runs
    report(target, result, performance.now() - from)
    if (values.save) saveInputs(target.name, await distilled(target, result.kept))
  }
  console.log(`${runs} runs in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, ${findings.length} findings`)
}

/** Of the time that is left, each target has its share of what is left to do. */
function end(target: Target): { readonly until?: number } {
  if (until === undefined) return {}
  const left = chosen.slice(chosen.indexOf(target)).reduce((sum, { weight = 4 }) => sum + weight, 0)
  const now = performance.now()
  return { until: now + ((until - now) * (target.weight ?? 4)) / left }
}

function report({ name }: Target, { runs, kept, branches, outcomes, slowest, finding }: Campaign, took: number): void {
  const kinds = [...outcomes].sort(([, a], [, b]) => b - a)
  const shown = kinds.slice(0, 4).map(([kind, count]) => `${kind} ${((100 * count) / runs).toFixed(0)} %`)
  console.log(
    `${name.padEnd(14)} ${String(runs).padStart(8)} runs ${(took / 1000).toFixed(1).padStart(6)} s ` +
      `${String(branches).padStart(5)} branches ${String(kept.length).padStart(5)} kept, ` +
      `slowest ${slowest.took.toFixed(1)} ms (${slowest.input.length} bytes); ${shown.join(', ')}` +
      (kinds.length > 4 ? ` and ${kinds.length - 4} more` : ''),
  )
  if (finding) tell(finding)
}

function tell(finding: Finding): void {
  findings.push(finding)
  const folder = '.cache/fuzz'
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/${finding.target}-${seed}`
  writeFileSync(file, finding.input)
  console.error(
    `FINDING in ${finding.target} (seed ${seed}): ${String((finding.error as Error)?.stack ?? finding.error)}`,
  )
  console.error(`  input, ${finding.input.length} bytes: ${written(finding.input).slice(0, 2000)}`)
  console.error(`  again: npm run fuzz -- --target ${finding.target} --input ${file}`)
}

async function runOn(target: Target, file: string): Promise<void> {
  const { readFileSync } = await import('node:fs')
  const result = await tried(target, readFileSync(file))
  if ('finding' in result) tell(result.finding)
  else console.log(`${result.kind}, ${result.took.toFixed(2)} ms`)
}
