// `npm run sbom [-- FILE]`: writes the bill of materials of what runs, from package-lock.json alone.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Bill, billOf } from './bill.ts'

const LIMIT_MS = 60_000
const file = process.argv[2] ?? 'dist/gatehouse.cdx.json'

const told = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  timeout: LIMIT_MS,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const bill = billOf(JSON.parse(told) as Bill, JSON.parse(readFileSync('package.json', 'utf8')))
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`)
console.log(`${file}: ${bill.components.length} packages`)
