import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-serve-'))
  const written = readFileSync(join(root, 'config/gatehouse.yaml'), 'utf8')
  const free = written.replaceAll(/port: (8443|9464)/g, 'port: 0').replace('policy: policy.yaml', '')
  // RFC 2606 §2: this name never resolves, so nothing is reached.
  writeFileSync(
    join(directory, 'gatehouse.yaml'),
    free.replace('url: http://127.0.0.1:8080', 'url: http://fhir.invalid'),
  )
})

afterAll(() => rmSync(directory, { recursive: true }))

test('serve listens, names what is insecure, and ends with 0 when it is asked to', async () => {
  const args = ['--import', import.meta.resolve('tsx'), join(root, 'src/main.ts'), 'serve']
  const gateway = spawn(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  })
  const exited = once(gateway, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(gateway.stdout)) {
    lines.push(line)
    if (line.includes('insecure setting')) gateway.kill('SIGTERM')
  }
  expect(await exited).toEqual([0, null])
  const log = lines.join('\n')
  expect(log).toMatch(/"url":"http:\/\/127\.0\.0\.1:\d+\/fhir","message":"listening"/)
  expect(log).toContain('upstream.url is http: patient data is readable')
})
