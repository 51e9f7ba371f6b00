import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { problemsIn, withRequired } from './files.ts'

const directory = new URL('./broken/', import.meta.url)

/** `### name`, the file, `--- problems`, and what is said of it. The required sections are added, except to whole files of YAML. */
function casesIn(file: string) {
  const blocks = readFileSync(new URL(file, directory), 'utf8').split(/^### /m).slice(1)
  return blocks.map((block) => {
    const [, name = '', text = '', expected = ''] = /^([^\n]*)\n(.*?)\n--- problems\n(.*)$/s.exec(block) ?? []
    return { name, text, expected: expected.trimEnd().split('\n') }
  })
}

function problemsOf(file: string, text: string): readonly string[] {
  if (file === 'policy.txt') return problemsIn(withRequired('policy: policy.yaml'), { 'policy.yaml': text })
  return problemsIn(file === 'yaml.txt' ? text : withRequired(text))
}

describe.each(readdirSync(directory))('broken %s', (file) => {
  test.each(casesIn(file))('$name', ({ text, expected }) => {
    expect(problemsOf(file, text)).toEqual(expected)
  })
})

test('there are many ways to be wrong', () => {
  expect(readdirSync(directory).flatMap(casesIn).length).toBeGreaterThanOrEqual(40)
})

test('values are never repeated: a secret may have been pasted anywhere', () => {
  const text = [
    'server: { publicUrl: "http://u:canary-5d1f0c@x/", listen: canary-5d1f0c, workers: canary-5d1f0c, timeouts: { idle: canary-5d1f0c } }',
    'upstream: { url: "canary-5d1f0c", fhirVersion: canary-5d1f0c, credential: { bearer: canary-5d1f0c } }',
    'issuers: [{ issuer: "https://canary-5d1f0c/?", clockSkew: canary-5d1f0c, algorithms: [canary-5d1f0c] }]',
    'store: { redis: { url: "redis://:canary-5d1f0c@x" } }',
    'admin: { token: { env: "canary-5d1f0c", file: "canary-5d1f0c/x" } }',
    'policy: canary-5d1f0c.yaml',
  ].join('\n')
  const problems = problemsIn(text)
  expect(problems.length).toBeGreaterThan(10)
  expect(problems.join('\n')).not.toContain('canary-5d1f0c')
  expect(problemsIn(`${text}\n a: "canary-5d1f0c`).join('\n')).not.toContain('canary-5d1f0c')
})
