import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { head, policy } from '../policy-test/files.ts'

const passing =
  '{ name: reads, token: nurse, env: inside, request: "GET /Observation/bp", resource: bp, expect: { effect: permit } }'
const failing = passing.replace('effect: permit', 'effect: deny')
const config = `server: { publicUrl: "https://fhir.example.org/fhir", allowPlainText: true }
upstream: { url: "https://upstream.example.org/fhir", fhirVersion: R5 }
issuers: [{ issuer: "https://id.example.org", claims: { roles: [groups] } }]
policy: ward.yaml
`
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  const put = (name: string, text: string) => writeFileSync(join(directory, name), text)
  put('ward.yaml', policy)
  put('gatehouse.yaml', config)
  put('ward_test.yaml', `${head.replaceAll('roles: [', 'groups: [')}tests: [${passing}]\n`)
  put('passing.yaml', `${head}tests: [${passing}]\n`)
  put('failing.yaml', `${head}tests: [${failing}]\n`)
  put('thin.yaml', `${head}tests: [${passing}]\ncoverage: { rules: 100% }\n`)
  put('broken.yaml', `${head}tests: [${passing.replace('nurse', 'nobody')}]\n`)
  put('named.yaml', `${policy}tests: [failing.yaml]\n`)
  put('named-gatehouse.yaml', config.replace('ward.yaml', 'named.yaml'))
  put('other.yaml', policy)
  put('none-gatehouse.yaml', config.replace('policy: ward.yaml\n', ''))
})
afterAll(() => rmSync(directory, { recursive: true }))

async function gatehouse(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const paths = args.map((arg) => arg.replace(/^FILE:/, `${directory}/`))
  const code = await run(['test', ...paths], {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    colours: false,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('the exit code tells what became of the tests', () => {
  test.each([
    ['all pass', ['FILE:passing.yaml'], 0, '1 passed'],
    ['one fails', ['FILE:failing.yaml'], 1, 'effect  expected deny'],
    ['one of two files fails', ['FILE:passing.yaml', 'FILE:failing.yaml'], 1, '1 of 2 failed'],
    [
      'too little is covered',
      ['FILE:thin.yaml'],
      1,
      'the tests of policy ward 1 reach 11% of its rules; at least 100% is required',
    ],
    ['coverage is asked for', ['FILE:passing.yaml', '--coverage'], 0, 'never fits: no-delete'],
    ['of the configuration, found beside its policy', ['-c', 'FILE:gatehouse.yaml'], 0, '1 passed'],
    ['of the configuration, named by its policy', ['-c', 'FILE:named-gatehouse.yaml'], 1, '1 of 1 failed'],
  ])('%s', async (_, args, expected, said) => {
    const { code, out, err } = await gatehouse(...args)
    expect({ code, err }).toEqual({ code: expected, err: '' })
    expect(out).toContain(said)
  })
})

describe('bad input ends with 2, and nothing on standard output', () => {
  test.each([
    ['a name of nothing', ['FILE:broken.yaml'], 'broken.yaml:23:'],
    ['a broken file beside a good one', ['FILE:passing.yaml', 'FILE:broken.yaml'], 'tests[0].token'],
    ['no such file', ['FILE:nowhere.yaml'], 'nowhere.yaml: does not exist'],
    ['no such configuration', ['-c', 'FILE:nowhere.yaml'], 'nowhere.yaml: does not exist'],
    ['a configuration without a policy', ['-c', 'FILE:none-gatehouse.yaml'], 'there are no tests'],
    ['a policy that is no file of tests', ['FILE:ward.yaml'], 'kind: is not a known value'],
    ['an unknown option', ['--covrage'], 'usage: gatehouse test'],
  ])('%s', async (_, args, said) => {
    const { code, out, err } = await gatehouse(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })

  test('a report that cannot be written', async () => {
    const { code, err } = await gatehouse('FILE:passing.yaml', '--junit', 'FILE:no/where.xml')
    expect(code).toBe(2)
    expect(err).toContain('where.xml cannot be written')
  })
})

test('a report for CI is written', async () => {
  const { code } = await gatehouse('FILE:failing.yaml', '--junit', 'FILE:report.xml')
  expect(code).toBe(1)
  expect(readFileSync(join(directory, 'report.xml'), 'utf8')).toContain('failures="1"')
})
