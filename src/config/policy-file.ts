import { dirname, join, resolve } from 'node:path'
import type { FhirVersion } from '../fhir/definitions.ts'
import { compilePolicy, defaultPolicy, type Policy, policySchema, unsupportedSections } from '../policy/document.ts'
import { problemsOf, silent } from './issues.ts'
import { schemaNode } from './json-schema.ts'
import { loadDefinitions } from './load-definitions.ts'
import type { Problem } from './problem.ts'
import { reportOn } from './report.ts'
import type { Surroundings } from './resolve.ts'
import { checkTypes } from './site-definitions.ts'
import { readYaml } from './yaml.ts'

/** The policy, its text for the version, and what is wrong with it; with problems it must not be used. */
export interface PolicyReading {
  readonly policy: Policy
  readonly text: string
  readonly problems: readonly Problem[]
}

export interface PolicyPlace {
  /** The configuration file, as problems name it. */
  readonly configFile: string
  /** The path as the configuration gives it; absent = no policy. */
  readonly written: string | undefined
  /** Absent when it could not be read: resource types are then not checked. */
  readonly fhirVersion: FhirVersion | undefined
}

const MAX_BYTES = 1024 * 1024

/** Reads the policy file. That it can be read at all is checked where the configuration names it. */
export function readPolicy({ configFile, written, fhirVersion }: PolicyPlace, around: Surroundings): PolicyReading {
  const contents = written === undefined ? undefined : around.readFile(resolve(around.directory, written), MAX_BYTES)
  if (written === undefined || contents === undefined || 'fault' in contents) {
    return { policy: defaultPolicy, text: '', problems: [] }
  }
  const text = contents.bytes.toString('utf8')
  return { ...parsePolicy(text, join(dirname(configFile), written), fhirVersion), text }
}

function parsePolicy(text: string, file: string, version: FhirVersion | undefined): Omit<PolicyReading, 'text'> {
  const source = readYaml(text, file)
  if (source.broken) return { policy: defaultPolicy, problems: source.problems }
  const problems: Problem[] = [...source.problems]
  const { supported, unsupported } = splitSections(source.data)
  for (const name of unsupported) {
    problems.push(source.at([name], 'key', { what: 'is not supported yet', expected: 'a policy without this section' }))
  }
  const read = policySchema.safeParse(supported, silent)
  if (!read.success) {
    return {
      policy: defaultPolicy,
      problems: [...problems, ...problemsOf(read.error.issues, source, schemaNode('policy'))],
    }
  }
  if (version !== undefined) {
    const report = reportOn(source, problems)
    for (const [index, { match }] of read.data.denial.rules.entries()) {
      const path = ['denial', 'rules', index, 'match', 'resources']
      checkTypes(match.resources ?? [], path, loadDefinitions(version), report)
    }
  }
  return { policy: compilePolicy(read.data), problems }
}

/** Takes out the sections of the language that are refused by name, so that nothing else is said about them. */
function splitSections(data: unknown): { supported: unknown; unsupported: readonly string[] } {
  if (typeof data !== 'object' || data === null) return { supported: data, unsupported: [] }
  const entries = Object.entries(data)
  const unsupported = entries.filter(([name]) => unsupportedSections.has(name)).map(([name]) => name)
  return { supported: Object.fromEntries(entries.filter(([name]) => !unsupportedSections.has(name))), unsupported }
}
