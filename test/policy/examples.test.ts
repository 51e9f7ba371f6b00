import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { run } from '../../src/cli/run.ts'
import type { Config } from '../../src/config/config.ts'
import { type ReadFile, readFile } from '../../src/config/files/read-file.ts'
import { loadConfig } from '../../src/config/load.ts'
import { allRules } from '../../src/policy/all-rules.ts'
import { runPolicyTests } from '../../src/policy-test/run.ts'

async function gatehouse(...args: string[]) {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await run(args, { print, complain: print, colours: false })
  return { code, text: lines.join('\n') }
}

describe.each(['hospital', 'claims-platform', 'patient-apps'])('the example %s', (name) => {
  const folder = `config/examples/${name}`
  const gatehouseYaml = `${folder}/gatehouse.yaml`
  const policyYaml = `${folder}/policy.yaml`
  const tests = `${folder}/policy_test.yaml`

  test('is valid, and nothing in it is probably not meant', async () => {
    const { code, text } = await gatehouse('check', '--strict', '-c', gatehouseYaml)
    expect(code).toBe(0)
    expect(text).toMatch(/^\S+: valid [^\n]*$/)
  })

  test('its tests pass and reach every rule and branch', async () => {
    const { code, text } = await gatehouse('test', '-c', gatehouseYaml, '--coverage')
    expect(text).toMatch(/\n {2}rules: 100% .*\n {2}branches: 100% .*\n\n\d+ passed$/s)
    expect(code).toBe(0)
  })

  test('without any one of its rules some test fails', async () => {
    const config = loaded(gatehouseYaml)
    const ids = allRules(config.policy.document).map(({ id }) => id)
    const missed: string[] = []
    for (const id of ids) {
      const tried = await runPolicyTests(config, [tests], without(id, policyYaml))
      if (!('suites' in tried) || !tried.suites[0]!.tests.some(failed)) missed.push(id)
    }
    expect(ids.length).toBeGreaterThan(9)
    expect(missed).toEqual([])
  })
})

test('the claims platform is valid with what is commented out as well, once its secret is there', () => {
  const uncommented: ReadFile = (path, most) => {
    const contents = readFile(path, most)
    if ('fault' in contents || !path.endsWith('gatehouse.yaml')) return contents
    return { bytes: Buffer.from(contents.bytes.toString('utf8').replaceAll(/^ {4}# /gm, '    ')) }
  }
  const environment = { INTROSPECTION_SECRET: 'any' }
  const result = loadConfig('config/examples/claims-platform/gatehouse.yaml', { environment, readFile: uncommented })
  const issuers = [{ introspection: { when: 'always' } }, { introspection: { when: 'always' } }]
  expect(result).toMatchObject({ config: { issuers, insecure: [] }, warnings: [] })
})

/** The site with a policy that is to be read again. */
function loaded(path: string): Config {
  const result = loadConfig(path)
  if ('problems' in result) throw new Error(`${path} has problems`)
  const { config } = result
  return { ...config, policy: { ...config.policy, files: [] } }
}

/** Reads files, and of the policy makes one in which a rule is switched off. */
function without(id: string, policyYaml: string): ReadFile {
  return (path, most) => {
    const contents = readFile(path, most)
    if ('fault' in contents || !path.endsWith(policyYaml)) return contents
    const document = parseDocument(contents.bytes.toString('utf8'))
    const rules = document.toJS().rules as readonly { id: string }[]
    document.setIn(['rules', rules.findIndex((rule) => rule.id === id), 'mode'], 'off')
    return { ...contents, bytes: Buffer.from(String(document)) }
  }
}

function failed({ differences }: { readonly differences: readonly unknown[] }): boolean {
  return differences.length > 0
}
