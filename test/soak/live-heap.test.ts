import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { freePort } from '../fixtures/gateway.ts'
import { liveHeapOf } from './live-heap.ts'

/** Bytes alive in a program that runs `script`, which says so when it is done. */
async function aliveIn(script: string): Promise<number> {
  const port = await freePort()
  const program = spawn(
    process.execPath,
    [`--inspect=127.0.0.1:${port}`, '-e', `${script}; console.log(1); setInterval(() => kept, 1e3)`],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  try {
    await once(program.stdout, 'data')
    const heap = await liveHeapOf(port)
    const alive = await heap.read()
    heap.close()
    return alive
  } finally {
    program.kill('SIGKILL')
  }
}

test('what a program keeps is counted, and what it let go is not', async () => {
  const make = 'const made = Array.from({ length: 200_000 }, (_, at) => ({ at, text: String(at) }))'
  const nothing = await aliveIn('const kept = 1')
  const kept = await aliveIn(`${make}; globalThis.kept = made`)
  const letGo = await aliveIn(`globalThis.kept = 1; (() => { ${make} })()`)
  expect(kept - nothing).toBeGreaterThan(8_000_000)
  expect(letGo - nothing).toBeLessThan(1_000_000)
})
