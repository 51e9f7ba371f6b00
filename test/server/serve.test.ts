import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CONFIG = `
server: { publicUrl: 'https://fhir.example.org/fhir', listen: { host: 127.0.0.1, port: 0 } }
admin: { listen: { host: 127.0.0.1, port: 0 }, token: { env: ADMIN_TOKEN } }
upstream: { url: 'http://upstream.invalid/fhir', credential: { bearer: { env: UPSTREAM_TOKEN } } }
issuers: [{ issuer: 'http://127.0.0.1:9/issuer', allowPlainText: true }]
`
let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-serve-'))
  writeFileSync(join(directory, 'gatehouse.yaml'), CONFIG)
})
afterAll(() => rmSync(directory, { recursive: true }))

test('the process says where it listens and what is insecure, answers, keeps its secrets, and ends on SIGTERM with 0', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'src/main.ts', 'serve', '-c', join(directory, 'gatehouse.yaml')],
    {
      env: { ...process.env, ADMIN_TOKEN: 'CANARY-admin-token', UPSTREAM_TOKEN: 'CANARY-upstream' },
    },
  )
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const lines = () =>
    output.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []))
  const said = (message: string) => lines().find((line) => line.message === message)

  await expect.poll(() => said('insecure setting')).toMatchObject({ level: 'warn' })
  const response = await fetch(`${said('listening').url}/Patient`)
  expect(response.status).toBe(401)
  const livez = await fetch(`${said('listening for operators').url}/livez`)
  expect(livez.status).toBe(200)
  await expect.poll(() => said('access')).toMatchObject({ status: 401, id: response.headers.get('x-request-id') })
  const last = await fetch(`${said('listening').url}/Patient`)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  // Its line had been waiting for others.
  expect(
    lines()
      .filter(({ message }) => message === 'access')
      .map(({ id }) => id),
  ).toEqual([response.headers.get('x-request-id'), last.headers.get('x-request-id')])
  expect(said('stopped')).toBeDefined()
  expect(output).not.toContain('CANARY')
})
