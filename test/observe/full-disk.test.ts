import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { expect, test } from 'vitest'

const logs = new URL('full-disk.ts', import.meta.url).pathname

/** What the program of full-disk.ts says and how it ends, its standard output being `file`. */
async function outcomeWith(file: string): Promise<unknown> {
  const child = spawn(process.execPath, ['--import', 'tsx', logs], { stdio: ['ignore', openSync(file, 'w'), 'pipe'] })
  const told: string[] = []
  child.stderr!.on('data', (data) => told.push(String(data)))
  const patience = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const [code, signal] = await once(child, 'close')
  clearTimeout(patience)
  return { told: told.join(''), code, signal }
}

test.each(['/dev/full', '/dev/null'])('a log that goes to %s does not keep the process from ending', async (file) => {
  expect(await outcomeWith(file)).toEqual({ told: 'flushed\n', code: 3, signal: null })
})
