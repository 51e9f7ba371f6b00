import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { run } from '../../src/cli/run.ts'
import { jsonSchemas } from '../../src/config/json-schema.ts'
import { patternOf, readConsole } from './guide/console.ts'
import { type Fence, fencesOf } from './guide/fences.ts'
import { merge } from './guide/merge.ts'

const guide = readFileSync(new URL('../../docs/policy-guide.md', import.meta.url), 'utf8')
const fences = fencesOf(guide)
const home = process.cwd()
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-guide-'))
  process.chdir(folder)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

async function gatehouse(args: readonly string[]) {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await run(args, { print, complain: print, colours: false })
  return { code, text: lines.join('\n') }
}

/** What a reader would do with a snippet: write it to a file, add it to one, or type the command. */
async function follow({ language, options, text }: Fence): Promise<void> {
  const { file, into } = options
  if (language === 'console') {
    const { args, output } = readConsole(text)
    const { code, text: printed } = await gatehouse(args)
    expect(printed).toMatch(patternOf(output))
    expect(code).toBe(Number(options.exit ?? 0))
    return
  }
  if (file !== undefined) {
    if (dirname(file) !== '.') mkdirSync(dirname(file))
    writeFileSync(file, text)
    return
  }
  if (into === undefined) throw new Error(`the guide does not say what to do with this snippet: ${language}`)
  writeFileSync(into, stringify(merge(parse(readFileSync(into, 'utf8')), parse(text))))
  if (into === 'policy_test.yaml') await expectPassing()
  else await expectValid()
}

async function expectPassing(): Promise<void> {
  const { code, text } = await gatehouse(['test'])
  expect(text).toMatch(/\n\d+ passed$/)
  expect(code).toBe(0)
}

async function expectValid(): Promise<void> {
  const { code, text } = await gatehouse(['check', '--strict'])
  expect(text).toMatch(/^gatehouse.yaml: valid [^\n]*$/)
  expect(code).toBe(0)
}

describe('the policy guide can be followed from its first snippet to its last', () => {
  test.each(fences.map((fence) => [`${fence.language} in line ${fence.line}`, fence] as const))('%s', (_, fence) =>
    follow(fence),
  )

  test('and ends with what passes', async () => {
    await expectValid()
    await expectPassing()
    expect(fences.length).toBeGreaterThan(30)
  })
})

interface Node {
  readonly properties?: Readonly<Record<string, unknown>>
}

/** Names of the properties of a schema, wherever they stand in it. */
function keysOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  return [...Object.keys((node as Node).properties ?? {}), ...Object.values(node).flatMap(keysOf)]
}

test('its table has every key of the language', () => {
  const table = guide.slice(guide.indexOf('## All keys'))
  const keys = [...new Set(keysOf(jsonSchemas.policy()))]
  const ofCauses = ['scope', 'compartment', 'policy', 'consent', 'label', 'parameter', 'operation']
  const asked = keys.filter((key) => !ofCauses.includes(key) && key !== 'value')
  expect(asked.length).toBeGreaterThan(80)
  expect(asked.filter((key) => !table.includes(`\`${key}\``))).toEqual([])
})
