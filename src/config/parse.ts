import { createHash } from 'node:crypto'
import { assembleConfig, type ResolvedDocument } from './assemble.ts'
import { type Config, configSchema } from './config.ts'
import { checkNamed, remarksOnNamed } from './files/named-certificates.ts'
import { readPolicy } from './files/policy-file.ts'
import { rememberFiles } from './files/read-file.ts'
import { resolveReferences, type Surroundings } from './files/resolve.ts'
import { readYaml, type YamlSource } from './files/yaml.ts'
import { schemaNode } from './json-schema.ts'
import { findNotYet } from './not-yet.ts'
import { problemsOf, silent } from './problems/issues.ts'
import { type Problem, sortProblems } from './problems/problem.ts'
import { reportOn } from './problems/report.ts'
import { checkRules, type ReadSections } from './rules-between-sections.ts'
import { remarksOnVariables } from './unexpanded.ts'

/** A configuration to run with and what is probably not meant in it, or everything that is wrong with it in reading order. */
export type ConfigResult =
  | { readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] }

/** A text and the name that problems shall give it. */
export interface NamedText {
  readonly file: string
  readonly text: string
}

export interface ParseSurroundings extends Surroundings {
  /** Reads policies; given where they have been read elsewhere. */
  readonly readPolicy?: typeof readPolicy | undefined
  /** Milliseconds since the epoch. */
  readonly now?: number
}

/** Reads `gatehouse.yaml`, the policy that it names and its secrets. All problems of all sections are found in one go. */
export function parseConfig({ file, text }: NamedText, surroundings: ParseSurroundings): ConfigResult {
  const around = { ...surroundings, readFile: rememberFiles(surroundings.readFile) }
  const source = readYaml(text, file)
  if (source.broken) return { problems: sortProblems(source.problems, file) }
  const problems: Problem[] = [...source.problems]
  const insecure: string[] = []
  const report = reportOn(source, problems, insecure)
  const sections = readSections(source, problems)
  for (const { path, feature } of findNotYet(source.data)) {
    problems.push(source.at(path, 'key', { what: `is not supported yet: ${feature}`, expected: 'to be left out' }))
  }
  checkRules(sections, report)
  const resolved = resolveReferences(sections, around, report)
  checkNamed(resolved, around.readFile, report)
  const { readPolicy: read = readPolicy } = around
  const issuers = sections.issuers?.map(({ issuer }) => issuer)
  const place = { configFile: file, upstream: sections.upstream, issuers }
  const policy = read({ ...place, written: sections.policy?.path }, around)
  const candidate = read({ ...place, written: sections.policyCandidate?.path }, around)
  problems.push(...policy.problems, ...candidate.problems)
  if (problems.length > 0) return { problems: sortProblems(problems, file) }

  const texts = [text, policy.text, ...(sections.policyCandidate === undefined ? [] : [candidate.text])]
  const sha256 = createHash('sha256').update(texts.join('\0')).digest('hex')
  // INVARIANT: where nothing was reported every section was read and every reference found.
  const config = assembleConfig(resolved as ResolvedDocument, {
    policy: policy.policy,
    policyCandidate: sections.policyCandidate && candidate.policy,
    sha256,
    insecure,
  })
  const remarks = remarksOnNamed(resolved, around.readFile, source, around.now ?? Date.now())
  return { config, warnings: [...remarksOnVariables(source), ...remarks, ...policy.warnings, ...candidate.warnings] }
}

/**
 * The sections that could be read; what is wrong is added to `problems`. A section whose only fault are unknown keys
 * is read without them, so that its rules are checked in the same go.
 */
function readSections(source: YamlSource, problems: Problem[]): ReadSections {
  const issues = configSchema.safeParse(source.data, silent).error?.issues ?? []
  problems.push(...problemsOf(issues, source, schemaNode('config')))
  const known = structuredClone(source.data)
  for (const issue of issues) if (issue.code === 'unrecognized_keys') removeKeys(known, issue.path, issue.keys)
  if (typeof known !== 'object' || known === null) return {}
  const sections = Object.entries(configSchema.shape).map(([name, schema]) => {
    const read = schema.safeParse((known as Record<string, unknown>)[name], silent)
    return [name, read.success ? read.data : undefined] as const
  })
  return Object.fromEntries(sections.filter(([, section]) => section !== undefined))
}

function removeKeys(data: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  let holder = data as Record<PropertyKey, unknown>
  for (const step of path) holder = holder[step] as Record<PropertyKey, unknown>
  for (const key of keys) delete holder[key]
}
