import { readdirSync, readFileSync } from 'node:fs'
import type { PolicyReading } from '../../../src/config/files/policy-file.ts'
import { readPolicy } from '../../../src/config/files/policy-file.ts'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Random } from '../../fixtures/random.ts'
import { circumstances, knowledge, principal, question } from '../../policy/documents.ts'
import type { Grammar } from '../engine/grammar.ts'
import { equal, holds, same } from '../engine/holds.ts'
import { target } from '../engine/target.ts'

const folders = [
  '../../../config/',
  '../../../config/examples/hospital/',
  '../../../config/examples/patient-apps/',
  '../../policy/broken/',
]
const documents = folders.flatMap(documentsIn).map((text) => text.replaceAll(/^\s*#.*\n/gm, '').split('\n'))
const upstream = { fhirVersion: 'R4', searchParameters: [], operations: [] } as const

function documentsIn(folder: string): readonly string[] {
  const at = new URL(folder, import.meta.url)
  const names = readdirSync(at).filter(
    (name) => name.endsWith('.yaml') && !name.includes('_test') && !name.includes('gatehouse'),
  )
  return names.map((name) => readFileSync(new URL(name, at), 'utf8'))
}

/** A policy with a few lines of another put in, left out, moved or written twice. */
const recombined: Grammar = (random: Random) => {
  const lines = [...random.pick(documents)]
  for (let left = random.below(4); left > 0; left--) {
    const other = random.pick(documents)
    const from = random.below(other.length)
    const at = random.below(lines.length + 1)
    lines.splice(at, random.below(3), ...other.slice(from, from + random.below(6)))
  }
  return lines.join('\n')
}

function reading(input: Buffer): PolicyReading {
  const files = (path: string) => (path === '/etc/policy.yaml' ? { bytes: input } : { fault: 'does not exist' })
  return readPolicy(
    { configFile: '/etc/gatehouse.yaml', written: 'policy.yaml', upstream, issuers: ['https://id.example.org'] },
    { directory: '/etc', environment: {}, readFile: files },
  )
}

/**
 * Any text is read: a policy without problems can be compiled and asked, and answers; one with problems says where, in
 * lines that are there. The same text is read as the same.
 */
export const policies = target<PolicyReading>({
  name: 'policy',
  longest: 64 * 1024,
  within: 3000,
  weight: 0.3,
  grammar: recombined,
  words: [
    '- id: ',
    '\n  ',
    '\n    ',
    'effect: deny',
    'match: ',
    'when: ',
    '&a ',
    '*a',
    '<<: *a',
    '!!js ',
    '---\n',
    '"',
    '{',
    '[',
    ': ',
    '~',
    '|\n',
    'mode: shadow',
  ],
  read: reading,
  check(input, { policy, problems, warnings }) {
    const lines = input.toString().split(/\r\n|\r|\n/).length
    for (const { line = 1, what } of [...problems, ...warnings]) {
      holds(what !== '', 'a problem is said')
      holds(line >= 1 && line <= lines + 1, 'a problem is at a line that is there')
    }
    if (input.length <= 8192) same(reading(input).problems, problems, 'the same text has the same problems')
    if (problems.length > 0 || policy.document === undefined) return `${Math.min(problems.length, 6)} problems`
    const book = compileRules(policy.document, knowledge)
    const verdict = book.ask(question(), principal(), circumstances)
    holds(verdict.effect === 'permit' || verdict.effect === 'deny', 'it answers')
    equal(
      JSON.stringify(book.ask(question(), principal(), circumstances)),
      JSON.stringify(verdict),
      'and answers the same again',
    )
    return verdict.effect
  },
})
