import { join } from 'node:path'
import { makePair } from '../../demo/sandbox/certificate.ts'
import type { ReadFile } from '../../src/config/files/read-file.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { formatProblem } from '../../src/config/problems/problem.ts'

/** A made-up secret that must never be seen in any output. */
export const CANARY = 'canary-5d1f0c-9be27a'

const pair = makePair('fhir.example.org')
const environment = { TOKEN: CANARY, PASSWORD: CANARY, EMPTY: '' }

const secrets: Record<string, string> = {
  'tls.crt': pair.cert,
  'tls.key': pair.key,
  'other.key': makePair('other').key,
  'ca.crt': makePair('authority').cert,
  'text.pem': 'a certificate',
  token: `${CANARY}\n`,
  'two-lines': `${CANARY}\n${CANARY}\n`,
}

const required: Record<string, string> = {
  server: 'server: { publicUrl: https://fhir.example.org/fhir, listen: { host: 127.0.0.1 } }',
  upstream: 'upstream: { url: http://127.0.0.1:8080/fhir }',
  issuers: 'issuers: [{ issuer: https://id.example.org }]',
}

/** `text` followed by the required sections that it does not have, so that its own lines keep their numbers. */
export function withRequired(text: string): string {
  const missing = Object.keys(required).filter((name) => !new RegExp(`^${name}:`, 'm').test(text))
  return [text, ...missing.map((name) => required[name])].join('\n')
}

/** Reads a configuration from memory; `files` are what its directory holds besides the usual secrets. */
export function read(text: string, files: Record<string, string> = {}) {
  const known = new Map(
    Object.entries({ ...secrets, ...files }).map(([name, held]) => [join('/etc/gatehouse', name), held]),
  )
  const readFile: ReadFile = (path) => {
    const held = known.get(path)
    return held === undefined ? { fault: 'does not exist' } : { bytes: Buffer.from(held) }
  }
  return parseConfig({ file: 'gatehouse.yaml', text }, { directory: '/etc/gatehouse', environment, readFile })
}

/** The configuration that `text` and the required sections give. */
export function configOf(text: string, files?: Record<string, string>) {
  const result = read(withRequired(text), files)
  if ('problems' in result) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

/** The problems of `text` and the required sections, as they are printed. */
export function problemsIn(text: string, files?: Record<string, string>): readonly string[] {
  const result = read(text, files)
  return 'problems' in result ? result.problems.map(formatProblem) : []
}
