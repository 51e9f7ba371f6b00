// Holds the size budget of source files: small files with one idea each. Data tables do not count.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const budget = { median: 90, p90: 220, max: 350 }

const sizes = [...filesBelow('src'), ...filesBelow('demo')]
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
  .sort((a, b) => a.lines - b.lines)
const at = (share) => sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))].lines
const found = { median: at(0.5), p90: at(0.9), max: sizes.at(-1).lines }

console.log(
  `${sizes.length} files; lines: median ${found.median}, p90 ${found.p90}, max ${found.max} (${sizes.at(-1).file})`,
)
for (const [name, limit] of Object.entries(budget)) {
  if (found[name] <= limit) continue
  console.error(`${name} is ${found[name]}, the budget is ${limit}`)
  process.exitCode = 1
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (path.endsWith('.ts')) yield path
  }
}
