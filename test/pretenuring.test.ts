import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** Makes objects in one place, of which as many as V8 takes for old outlive its collections. */
const outliving = `
const kept = []
const keep = (n) => { kept[n % 400_000] = { n, of: [n] } }
for (let n = 0; n < 3e6; n++) keep(n)`

/** What V8 says of its decisions to make objects old from the beginning. */
async function decisions(...options: readonly string[]): Promise<readonly string[]> {
  // It decides when the space for young objects is as large as it may be.
  const node = ['--min-semi-space-size=16', '--trace-pretenuring-statistics', '--import', 'tsx', ...options]
  const { stdout } = await run(process.execPath, [...node, '--eval', outliving], { timeout: 60_000 })
  return stdout.split('\n').filter((line) => line.includes('=> tenure'))
}

test('nothing is made old from the beginning', async () => {
  expect(await decisions()).not.toEqual([])
  expect(await decisions('--import', './src/pretenuring.ts')).toEqual([])
}, 120_000)

test('the program says so before it does anything', () => {
  expect(readFileSync('src/main.ts', 'utf8')).toMatch(/^import '\.\/pretenuring\.ts'$/m)
})
