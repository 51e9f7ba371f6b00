import { dirname, join, resolve } from 'node:path'
import { defaultPolicy, type Policy, policyOf } from '../policy/document.ts'
import type { ConfigDocument } from './config.ts'
import { loadDefinitions, loadSiteDefinitions } from './load-definitions.ts'
import { loadElements } from './load-elements.ts'
import { contextOf, type FhirNames } from './policy/context.ts'
import { joinSections } from './policy/join.ts'
import { remarksOn } from './policy/remarks.ts'
import { resolvePolicy } from './policy/resolve.ts'
import { readSections, type Sections } from './policy/sections.ts'
import { readPolicyFiles } from './policy/sources.ts'
import type { Problem } from './problem.ts'
import { reportOn } from './report.ts'
import type { Surroundings } from './resolve.ts'
import { checkTypes } from './site-definitions.ts'

/** The policy, its text for the version, and what is wrong with it; with problems it must not be used. */
export interface PolicyReading {
  readonly policy: Policy
  /** Of all its files. */
  readonly text: string
  readonly problems: readonly Problem[]
  /** What is allowed and probably not meant. */
  readonly warnings: readonly Problem[]
}

export interface PolicyPlace {
  /** The configuration file, as problems name it. */
  readonly configFile: string
  /** The path as the configuration gives it; absent = no policy. */
  readonly written: string | undefined
  /** Absent when it could not be read: what depends on the FHIR version is then not checked. */
  readonly upstream: ConfigDocument['upstream'] | undefined
}

const NO_POLICY: PolicyReading = { policy: defaultPolicy, text: '', problems: [], warnings: [] }

/** Reads the policy file and what it includes. That it can be read at all is checked where the configuration names it. */
export function readPolicy({ configFile, written, upstream }: PolicyPlace, around: Surroundings): PolicyReading {
  if (written === undefined) return NO_POLICY
  const name = join(dirname(configFile), written)
  const { files, problems: found } = readPolicyFiles(name, resolve(around.directory, written), around)
  const [main] = files
  if (main === undefined) return NO_POLICY
  const text = files.map((file) => file.text).join('\0')
  const problems = [...found]
  const sections = files.filter(({ yaml }) => !yaml.broken).map((file) => readSections(file, problems))
  const fhir = upstream && fhirNamesOf(upstream)
  checkDenial(sections[0]?.head, fhir, problems)
  const policy = joinSections(sections, problems)
  const context = contextOf(policy, fhir)
  const document = resolvePolicy(policy, context, problems)
  const denial = policy.head?.value?.denial
  // Without its head the policy is faulty, and not used.
  if (denial === undefined) return { policy: defaultPolicy, text, problems, warnings: [] }
  const paths = files.map(({ absolute }) => absolute)
  return { policy: policyOf(document, denial, paths), text, problems, warnings: remarksOn(policy, context) }
}

const usual = ['everything', 'lastn', 'match', 'docref', 'validate', 'meta', 'expand', 'lookup', 'translate', 'submit']

function fhirNamesOf(upstream: ConfigDocument['upstream']): FhirNames {
  const { fhirVersion, searchParameters, operations } = upstream
  const isPlain = searchParameters.length === 0 && operations.length === 0
  return {
    definitions: isPlain ? loadDefinitions(fhirVersion) : loadSiteDefinitions({ upstream }),
    elements: () => loadElements(fhirVersion),
    operations: [...usual, ...operations.map(({ name }) => name)],
  }
}

function checkDenial(head: Sections['head'], fhir: FhirNames | undefined, problems: Problem[]): void {
  if (head?.value === undefined || fhir === undefined) return
  const report = reportOn(head.yaml, problems)
  for (const [index, { match }] of head.value.denial.rules.entries()) {
    const path = ['denial', 'rules', index, 'match', 'resources']
    checkTypes(match.resources ?? [], path, fhir.definitions, report)
  }
}
