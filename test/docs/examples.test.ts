import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { makePair } from '../../demo/sandbox/certificate.ts'
import { configSchema } from '../../src/config/config.ts'
import type { ReadFile } from '../../src/config/files/read-file.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { formatProblem } from '../../src/config/problems/problem.ts'

type Sections = Readonly<Record<string, unknown>>

const root = new URL('../../', import.meta.url)
const pages = ['README.md', ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)].filter(
  // The guide is walked through as a whole, by a test of its own.
  (page) => page.endsWith('.md') && page !== 'docs/policy-guide.md',
)

/** The blocks of YAML of a page, by the line before them; those in a list without their indentation. */
const examples = pages.flatMap((page) => {
  const text = readFileSync(new URL(page, root), 'utf8')
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', block = ''], index) => {
    const yaml = block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    return { name: `${page}, block ${index + 1}`, yaml, data: parse(yaml) as Sections }
  })
})

const sections = new Set(Object.keys(configSchema.shape))
const configurations = examples.filter(({ data }) => Object.keys(data).every((key) => sections.has(key)))
const policies = examples.filter(({ data }) => data.kind === 'Policy')

const { cert, key } = makePair('fhir.example.org')
const files: Readonly<Record<string, string>> = { crt: cert, key, yaml: 'apiVersion: gatehouse/v1\nkind: Policy\n' }

/** What is wrong with a configuration beside which every file and every variable is there. */
function problemsOf(text: string, policy?: string): readonly string[] {
  const readFile: ReadFile = (path) => {
    const held = path.endsWith('policy.yaml') ? (policy ?? files.yaml) : files[path.split('.').at(-1)!]
    return { bytes: Buffer.from(held ?? 'a-secret-of-many-characters') }
  }
  const environment = new Proxy({}, { get: () => 'a-secret-of-many-characters' })
  const result = parseConfig({ file: 'gatehouse.yaml', text }, { directory: '/etc/gatehouse', environment, readFile })
  return ('problems' in result ? result.problems : result.warnings).map(formatProblem)
}

const required = {
  server: { publicUrl: 'https://fhir.example.org/fhir', listen: { host: '127.0.0.1' } },
  upstream: { url: 'https://hapi.example.org/fhir' },
  issuers: [{ issuer: 'https://id.example.org' }],
}

describe('what a page shows of gatehouse.yaml can be used as it stands', () => {
  test.each(configurations)('$name', ({ data }) => {
    expect(problemsOf(stringify({ ...required, ...data }))).toEqual([])
  })
})

describe('a policy that a page shows can be used as it stands', () => {
  test.each(policies)('$name', ({ yaml }) => {
    expect(problemsOf(stringify({ ...required, policy: 'policy.yaml' }), yaml)).toEqual([])
  })
})

test('there are such examples', () => {
  expect([configurations.length, policies.length]).toEqual([expect.toSatisfy((n) => n >= 11), 1])
})
