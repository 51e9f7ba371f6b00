import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** What a program prints, with these options of Node, where the gateway's are set and where they are not. */
async function printed(program: string, ...node: readonly string[]) {
  const [without, set] = await Promise.all(
    [[], ['--import', './src/heap.ts']].map(async (imported) => {
      const words = [...node, '--import', 'tsx', ...imported, '--input-type=module', '--eval', program]
      const { stdout } = await run(process.execPath, words, { timeout: 60_000 })
      return stdout
    }),
  )
  return { without: without!, set: set! }
}

/** Makes objects in one place, of which as many as V8 takes for old outlive its collections. */
const outliving = `
const kept = []
const keep = (n) => { kept[n % 400_000] = { n, of: [n] } }
for (let n = 0; n < 3e6; n++) keep(n)`

test('nothing is made old from the beginning', async () => {
  // V8 decides when the space for young objects is as large as it may be.
  const node = ['--min-semi-space-size=16', '--trace-pretenuring-statistics']
  const { without, set } = await printed(outliving, ...node)
  expect(without).toContain('=> tenure')
  expect(set).not.toContain('=> tenure')
}, 120_000)

/** Makes much of which next to nothing outlives a collection, and prints the MB that young objects have then. */
const passing = `
import { getHeapSpaceStatistics } from 'node:v8'
const kept = []
const keep = (n) => { kept[n % 400] = { n, of: [n, n, n, n] } }
for (let n = 0; n < 600_000; n++) keep(n)
console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 1048576)`

test('the space for young objects is at its full size soon, though little outlives its collections', async () => {
  const { without, set } = await printed(passing)
  expect(Number(set)).toBeGreaterThan(Number(without))
  expect(Number(set)).toBeGreaterThanOrEqual(16)
}, 120_000)

/** Keeps some 70 MB. */
const keeping = `
globalThis.kept = Array.from({ length: 600_000 }, (_, n) => ({ n, of: [n] }))
gc()`

test('the heap grows to three times of what is alive, whatever V8 makes of its own speed', async () => {
  const { set } = await printed(keeping, '--expose-gc', '--trace-gc-verbose', '--max-semi-space-size=1')
  const limits = [...set.matchAll(/ Limit: old size: (\d+) KB, new limit: (\d+) KB/g)]
  const [alive, limit] = limits
    .at(-1)!
    .slice(1)
    .map((kilobytes) => Number(kilobytes) / 1024)
  expect(alive).toBeGreaterThan(40)
  // V8 adds the space for young objects.
  expect(limit! - 3 * alive!).toBeGreaterThan(-1)
  expect(limit! - 3 * alive!).toBeLessThan(10)
}, 120_000)

test('every option is one that this Node knows', async () => {
  const { stderr } = await run(process.execPath, ['--import', 'tsx', '--import', './src/heap.ts', '--eval', ''])
  expect(stderr).not.toMatch(/unrecognized|illegal/)
})

test('the program says so before it does anything', () => {
  expect(readFileSync('src/main.ts', 'utf8')).toMatch(/^import '\.\/heap\.ts'$/m)
})
