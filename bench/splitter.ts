/**
 * Rewriting a 50 MB searchset as it streams from a file in chunks of 64 KiB, against parsing and writing it whole. Each way runs in a
 * process of its own, for its peak memory; the time is that of the work alone. Run: `npx tsx bench/splitter.ts`
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BundleEntryBytes } from '../src/enforce/bundle/entry.ts'
import { replaceInEntry } from '../src/enforce/bundle/replace.ts'
import { createBundleRewriter, type EntryVerdict } from '../src/enforce/bundle/rewriter.ts'
import { memberText } from '../src/enforce/bundle/top-level.ts'
import { observation } from './synthetic.ts'

const SIZE = 50e6
const CHUNK = 64 * 1024
const ROUNDS = 3

const rewriting: Record<string, (entry: BundleEntryBytes) => EntryVerdict> = {
  'split, keep all': () => 'keep',
  'split, drop every third': (entry) => (entry.index % 3 === 0 ? 'drop' : 'keep'),
  'split, rewrite fullUrl': (entry) => ({
    edits: replaceInEntry(entry, {
      fullUrl: `https://new.example.org${memberText(entry.members, 'fullUrl')!.slice(14)}`,
    }),
  }),
  'split, parse, keep all': (entry) => (JSON.parse(entry.bytes.toString()) ? 'keep' : 'drop'),
}
const whole = 'JSON.parse + JSON.stringify'

function writeSearchset(path: string): void {
  const file = openSync(path, 'w')
  let written = writeSync(file, '{"resourceType":"Bundle","type":"searchset","total":1,"entry":[')
  for (let n = 0; written < SIZE; n++) {
    const entry = `{"fullUrl":"http://upstream/fhir/Observation/o${n}","resource":${observation(n)},"search":{"mode":"match"}}`
    written += writeSync(file, n === 0 ? entry : `,${entry}`)
  }
  writeSync(file, ']}')
  closeSync(file)
}

function rewriteFile(path: string, onEntry: (entry: BundleEntryBytes) => EntryVerdict) {
  const file = openSync(path, 'r')
  const limits = { entryBytes: 10e6, memberBytes: 1e6, depth: 64 }
  const rewriter = createBundleRewriter(limits, { onEntry, onMember: () => 'keep' })
  let nanoseconds = 0n
  let bytesIn = 0
  let bytesOut = 0
  for (let last = false; !last; ) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    const read = readSync(file, chunk)
    last = read === 0
    bytesIn += read
    const start = process.hrtime.bigint()
    const pieces = last ? rewriter.end() : rewriter.push(chunk.subarray(0, read))
    for (const piece of pieces) bytesOut += piece.length
    nanoseconds += process.hrtime.bigint() - start
  }
  closeSync(file)
  return { nanoseconds, bytesIn, bytesOut }
}

function parseFile(path: string) {
  const text = readFileSync(path)
  const start = process.hrtime.bigint()
  const bytesOut = Buffer.from(JSON.stringify(JSON.parse(text.toString()))).length
  return { nanoseconds: process.hrtime.bigint() - start, bytesIn: text.length, bytesOut }
}

function measure(name: string, path: string): void {
  const speeds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { nanoseconds, bytesIn } = name === whole ? parseFile(path) : rewriteFile(path, rewriting[name]!)
    speeds.push((bytesIn * 1e3) / Number(nanoseconds))
  }
  const median = speeds.sort((a, b) => a - b)[ROUNDS >> 1]!
  console.log(
    `${name.padEnd(30)} ${median.toFixed(0).padStart(5)} MB/s  peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
  )
}

const [name, given] = process.argv.slice(2)
if (name && given) measure(name, given)
else {
  const folder = mkdtempSync(join(tmpdir(), 'splitter-'))
  const path = join(folder, 'searchset.json')
  writeSearchset(path)
  for (const each of [...Object.keys(rewriting), whole]) {
    execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), each, path], {
      stdio: 'inherit',
    })
  }
  rmSync(folder, { recursive: true })
}
