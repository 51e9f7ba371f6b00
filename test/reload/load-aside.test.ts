import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { loadFromSources } from '../../src/config/files/sources.ts'
import { loadAsked, withBuffers } from '../../src/reload/load-aside.ts'
import { policyWith } from './live-road.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-load-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'gatehouse.yaml')
writeFileSync(join(folder, 'policy.yaml'), policyWith('- { id: all, effect: permit, match: {} }'))
writeFileSync(
  file,
  stringify({
    server: { publicUrl: 'http://127.0.0.1:9/fhir', listen: { host: '127.0.0.1', port: 9 } },
    upstream: { url: 'http://127.0.0.1:9/fhir' },
    issuers: [{ issuer: 'https://id.example.org' }],
    policy: 'policy.yaml',
  }),
)

const versionOf = (result: object) => ('config' in result ? (result.config as { version: string }).version : result)

test('what one thread has read another process takes up', () => {
  const read = loadAsked({ file })
  expect(versionOf(read.result)).toMatch(/^[0-9a-f]{12}$/)
  const fromThread = withBuffers(structuredClone(read.sources))
  const fromPrimary = JSON.parse(JSON.stringify(fromThread))
  expect(versionOf(loadFromSources(file, fromPrimary))).toBe(versionOf(read.result))
})

test('with what was read the files are not read again', () => {
  const { sources, result } = loadAsked({ file })
  writeFileSync(file, 'server: [')
  expect(versionOf(loadAsked({ file, sources }).result)).toBe(versionOf(result))
  expect(loadAsked({ file }).result).toHaveProperty('problems')
})
