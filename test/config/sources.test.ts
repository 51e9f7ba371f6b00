import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadFromSources, loadWithSources } from '../../src/config/files/sources.ts'

let folder: string
let file: string
const TEXT = `
server: { publicUrl: 'http://127.0.0.1:1/fhir', listen: { host: 127.0.0.1, port: 0 } }
admin: { token: { file: admin-token } }
upstream: { url: 'http://127.0.0.1:2/fhir' }
issuers: [{ issuer: 'http://127.0.0.1:3' }]
`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-sources-'))
  file = join(folder, 'gatehouse.yaml')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As they arrive at a worker. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value))

test('what was read is loaded again as it was, whatever the files hold by then', () => {
  writeFileSync(file, TEXT)
  writeFileSync(join(folder, 'admin-token'), 'first-synthetic-token')
  const { result, sources } = loadWithSources(file)
  if (!('config' in result)) throw new Error(JSON.stringify(result.problems))
  writeFileSync(file, 'broken: [')
  writeFileSync(join(folder, 'admin-token'), 'second-synthetic-token')
  const again = loadFromSources(file, sent(sources))
  if (!('config' in again)) throw new Error(JSON.stringify(again.problems))
  expect(again.config.version).toBe(result.config.version)
  expect(again.config.sha256).toMatch(new RegExp(`^${again.config.version}[0-9a-f]{52}$`))
  expect(again.config.admin.token?.reveal()).toBe('first-synthetic-token')
})

test('what could not be read is missing again, and what was never read is not looked for', () => {
  writeFileSync(file, TEXT)
  rmSync(join(folder, 'admin-token'))
  const { result, sources } = loadWithSources(file)
  expect('problems' in result).toBe(true)
  writeFileSync(join(folder, 'admin-token'), 'synthetic-token-of-later')
  expect('problems' in loadFromSources(file, sent(sources))).toBe(true)
  expect('problems' in loadFromSources(file, [])).toBe(true)
})
