import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problems/problem.ts'
import { withRequired } from './files.ts'

let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-config-'))
  mkdirSync(join(directory, 'secrets'))
  write('secrets/token', 'synthetic-admin-token\n')
  write('large', 'x'.repeat(20_000))
  write('policy.yaml', 'apiVersion: gatehouse/v1\nkind: Policy\nmetadata: { name: test, version: "3" }\n')
})

afterAll(() => rmSync(directory, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}

function problemsIn(text: string, options = {}): readonly string[] {
  const file = write('gatehouse.yaml', withRequired(text))
  const result = loadConfig(file, { environment: {}, execArgv: [], ...options })
  return 'problems' in result ? result.problems.map((problem) => formatProblem(problem).replaceAll(directory, '.')) : []
}

function load(text: string) {
  const result = loadConfig(write('gatehouse.yaml', withRequired(text)), { environment: {}, execArgv: [] })
  if ('problems' in result) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

test('paths start from the directory of the file', () => {
  const config = load('admin: { token: { file: secrets/token } }\npolicy: policy.yaml')
  expect(config.admin.token?.reveal()).toBe('synthetic-admin-token')
  expect(config.policy).toMatchObject({ name: 'test', version: '3' })
})

test('the version changes with either file, and with nothing else', () => {
  const first = load('policy: policy.yaml').version
  expect(first).toMatch(/^[0-9a-f]{12}$/)
  expect(load('policy: policy.yaml').version).toBe(first)
  expect(load('policy: policy.yaml # changed').version).not.toBe(first)
  write('policy.yaml', 'apiVersion: gatehouse/v1\nkind: Policy\nmetadata: { name: test, version: "4" }\n')
  expect(load('policy: policy.yaml').version).not.toBe(first)
})

test.each([
  ['a directory', 'admin: { token: { file: secrets } }', '1:25: admin.token.file: is not a file'],
  ['a large file', 'admin: { token: { file: large } }', '1:25: admin.token.file: is larger than 16384 bytes'],
  ['no file', 'admin: { token: { file: ../nowhere/x } }', '1:25: admin.token.file: does not exist'],
])('%s is no secret', (_, text, problem) => {
  expect(problemsIn(text)).toEqual([
    `./gatehouse.yaml:${problem} (expected a file with one line of visible ASCII without spaces, of at least 16 characters)`,
  ])
})

test('problems of a policy name its own file, after those of the configuration', () => {
  write('broken.yaml', 'apiVersion: gatehouse/v1\nkind: Policys\n')
  expect(problemsIn('log: { level: loud }\npolicy: broken.yaml')).toEqual([
    './gatehouse.yaml:1:15: log.level: is not a known value (expected fatal, error, warn, info, debug or trace)',
    './broken.yaml:2:7: kind: is not a known value (expected Policy; did you mean "Policy"?)',
  ])
})

test('problems of the process come first', () => {
  expect(problemsIn('log: { level: loud }', { execArgv: ['--insecure-http-parser'] })).toEqual([
    '--insecure-http-parser: must not be used: it lets through messages that two servers read in two ways (expected Node without this flag)',
    './gatehouse.yaml:1:15: log.level: is not a known value (expected fatal, error, warn, info, debug or trace)',
  ])
  expect(problemsIn('', { execArgv: ['--insecure-http-parser'] })).toHaveLength(1)
})

test.each([
  ['that is not there', 'nowhere.yaml', 'does not exist'],
  ['that is a directory', 'secrets', 'is not a file'],
])('a configuration %s', (_, name, what) => {
  const result = loadConfig(join(directory, name), { environment: {}, execArgv: [] })
  expect('problems' in result && result.problems.map((problem) => problem.what)).toEqual([what])
})
