import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const CANARY = 'canary-77aa01'
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'))
  const valid = readFileSync(join(root, 'config/gatehouse.yaml'), 'utf8')
  writeFileSync(
    join(directory, 'gatehouse.yaml'),
    valid.replace('credential: none', 'credential: { bearer: { env: UPSTREAM } }'),
  )
  writeFileSync(join(directory, 'policy.yaml'), readFileSync(join(root, 'config/policy.yaml')))
  writeFileSync(
    join(directory, 'insecure.yaml'),
    valid.replace('url: http://127.0.0.1:8080/fhir', 'url: http://hapi:8080/fhir'),
  )
  writeFileSync(
    join(directory, 'unkept.yaml'),
    valid.replace(/^ {2}capabilities: .*$/m, '  capabilities: [permission-v2, context-ehr-patient]'),
  )
  writeFileSync(join(directory, 'warned.yaml'), valid.replace('policy: policy.yaml', 'policy: warned-policy.yaml'))
  writeFileSync(
    join(directory, 'warned-policy.yaml'),
    'apiVersion: gatehouse/v1\nkind: Policy\nroles: { idle: { from: { exists: token.idle } } }\nrules:\n' +
      '  - { id: all, effect: deny, match: {} }\n  - { id: hidden, effect: permit, match: {} }\n',
  )
  writeFileSync(join(directory, 'broken.yaml'), `server: { publicUrl: ${CANARY} }\nlogs: {}\n`)
})

afterAll(() => rmSync(directory, { recursive: true }))

/** Runs the command as a user would, in the directory of the test. */
function gatehouse(args: readonly string[], environment: Record<string, string> = {}) {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const done = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(root, 'src/main.ts'), ...args],
    { cwd: directory, env: { ...inherited, UPSTREAM: CANARY, ...environment }, encoding: 'utf8', timeout: 120_000 },
  )
  return { code: done.status, out: done.stdout, err: done.stderr }
}

describe('check', () => {
  test('a valid configuration, found by its default name', () => {
    const { code, out, err } = gatehouse(['check'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^gatehouse\.yaml: valid \(configuration [0-9a-f]{12}, policy default 1\.0\)\n$/)
  })

  test('capabilities that the configuration does not keep are warned of, and refused when it is strict', () => {
    const told =
      'unkept.yaml: smart.capabilities: warning: context-ehr-patient says what launch-ehr brings, without launch-ehr (expected add launch-ehr)'
    const { code, out } = gatehouse(['check', '--config', 'unkept.yaml'])
    expect([code, out]).toEqual([0, expect.stringContaining(told)])
    expect(gatehouse(['check', '--strict', '--config', 'unkept.yaml']).code).toBe(2)
  })
  test('insecure settings are named', () => {
    const { code, out } = gatehouse(['check', '--config', 'insecure.yaml'])
    expect(code).toBe(0)
    expect(out).toContain('insecure.yaml: insecure: upstream.url is http')
  })

  test('what is probably not meant is a warning, and a problem with --strict', () => {
    const lax = gatehouse(['check', '-c', 'warned.yaml'])
    const warning = 'warned-policy.yaml:3:10: roles.idle: warning: no rule uses this role'
    expect(lax).toMatchObject({ code: 0, out: expect.stringContaining(warning) })
    expect(lax.out).toMatch(/warned-policy\.yaml:6: rule hidden: warning: is unreachable: the deny "all"/)
    expect(lax.out).toContain('warned.yaml: valid')
    const strict = gatehouse(['check', '-c', 'warned.yaml', '--strict'])
    expect(strict).toMatchObject({ code: 2, out: expect.stringContaining(warning) })
    expect(strict.out).not.toContain('valid (')
    expect(gatehouse(['check', '--strict']).code).toBe(0)
  })

  test('problems are printed with their places, one a line, without values and colours', () => {
    const { code, out, err } = gatehouse(['check', '-c', 'broken.yaml'])
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(out.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^broken\.yaml:1:1: upstream: is missing \(expected .*\)$/),
      expect.stringMatching(/^broken\.yaml:1:1: issuers: is missing \(expected .*\)$/),
      expect.stringMatching(/^broken\.yaml:1:22: server\.publicUrl: is not an http or https URL \(expected .*\)$/),
      expect.stringMatching(/^broken\.yaml:2:1: logs: is not a known key \(expected .*; did you mean "log"\?\)$/),
    ])
    expect(out).not.toMatch(/canary|\u001b/)
  })

  test.each([
    ['a secret that is missing', ['check'], { UPSTREAM: '' }, 'upstream.credential.bearer.env: holds an empty secret'],
    [
      'an unsafe parser',
      ['check'],
      { NODE_OPTIONS: '--insecure-http-parser' },
      '--insecure-http-parser: must not be used',
    ],
    [
      'unverified certificates',
      ['check'],
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'NODE_TLS_REJECT_UNAUTHORIZED: must not be 0',
    ],
    ['no file', ['check', '-c', 'nowhere.yaml'], {}, 'nowhere.yaml: does not exist'],
  ])('%s', (_, args, environment, expected) => {
    const { code, out } = gatehouse(args, environment)
    expect(code).toBe(2)
    expect(out).toContain(expected)
    expect(out).not.toContain(CANARY)
  })
})

describe('serve', () => {
  test('a bad configuration does not start, and says why on standard error', () => {
    const { code, out, err } = gatehouse(['serve', '-c', 'broken.yaml'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('broken.yaml:2:1: logs: is not a known key')
  })
})

describe('schema', () => {
  test.each(['config', 'policy', 'policy-test'])('%s is JSON Schema 2020-12', (name) => {
    const { code, out } = gatehouse(['schema', name])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' })
  })
})

describe('help and version', () => {
  test('help names every command', () => {
    const { code, out } = gatehouse(['--help'])
    expect(code).toBe(0)
    for (const name of ['serve', 'check', 'explain', 'test', 'schema']) expect(out).toContain(`gatehouse ${name} `)
  })

  test.each(['--version', 'version'])('%s', (word) => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(gatehouse([word])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('wrong usage ends with 2 and a hint', () => {
  test.each([
    [[], 'gatehouse serve'],
    [['chekc'], 'there is no such command'],
    [['audit', 'verify', 'audit'], 'audit is not supported yet: the audit trail'],
    [['check', '--confg', 'x'], "Unknown option '--confg'"],
    [['check', '-c'], 'usage: gatehouse check [-c FILE]'],
    [['check', 'gatehouse.yaml'], 'usage: gatehouse check [-c FILE]'],
    [['schema'], 'expected one of config, policy'],
    [['schema', 'constructor'], 'expected one of config, policy'],
    [['schema', 'config', 'policy'], 'expected one of config, policy'],
  ])('%j', (args, hint) => {
    const { code, out, err } = gatehouse(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(hint)
  })
})
