import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dependency, Fault } from './fault.ts'

interface Result extends Pick<Fault, 'kind' | 'what' | 'known' | 'fresh'> {
  readonly dependency: Dependency
  /** Milliseconds. */
  readonly recovered: number
}

/** Prints the table of what was run when all is over. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'))
  const file = join(folder, 'results')
  writeFileSync(file, '')
  process.env.GATEHOUSE_FAULTS_RESULTS = file
  return () => {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
    rmSync(folder, { recursive: true })
    console.log(printed(lines.map((line) => JSON.parse(line))))
  }
}

function printed(results: readonly Result[]): string {
  const rows = results
    .toSorted((a, b) => a.dependency.localeCompare(b.dependency) || a.kind.localeCompare(b.kind))
    .map(({ dependency, kind, what, known, fresh = known, recovered }) => [
      ...[dependency, kind, what, String(known), String(fresh), `${Math.round(recovered)} ms`],
    ])
  const table = [['dependency', 'fault', 'what it does', 'known callers', 'new callers', 'well again after'], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return `\n${lines.join('\n')}\n\n${rows.length} faults survived\n`
}
