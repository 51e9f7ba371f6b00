import { dirname, join, resolve } from 'node:path'
import { defaultPolicy, type Policy, policyOf } from '../../policy/document.ts'
import type { Config, ConfigDocument } from '../config.ts'
import { loadDefinitions, loadSiteDefinitions } from '../definitions/load-definitions.ts'
import { loadElements } from '../definitions/load-elements.ts'
import { checkTypes } from '../definitions/site-definitions.ts'
import { contextOf, type FhirNames } from '../policy/context.ts'
import { joinSections } from '../policy/join.ts'
import { remarksOn } from '../policy/remarks.ts'
import { resolvePolicy } from '../policy/resolve.ts'
import { readSections, type Sections } from '../policy/sections.ts'
import { readPolicyFiles } from '../policy/sources.ts'
import { untrustedIssuersIn } from '../policy/untrusted-issuers.ts'
import type { Problem } from '../problems/problem.ts'
import { reportOn } from '../problems/report.ts'
import type { Surroundings } from './resolve.ts'

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
  readonly upstream: SiteNames | undefined
  /** Issuers that the configuration trusts; absent when they could not be read. */
  readonly issuers?: readonly string[] | undefined
}

/** What the site adds to the names of its FHIR version. */
type SiteNames = Pick<
  Config['upstream'] | ConfigDocument['upstream'],
  'fhirVersion' | 'searchParameters' | 'operations'
>

const NO_POLICY: PolicyReading = { policy: defaultPolicy, text: '', problems: [], warnings: [] }

/** Reads the policy file and what it includes. That it can be read at all is checked where the configuration names it. */
export function readPolicy(
  { configFile, written, upstream, issuers }: PolicyPlace,
  around: Surroundings,
): PolicyReading {
  if (written === undefined) return NO_POLICY
  const name = join(dirname(configFile), written)
  const { files, isWhole, problems: found } = readPolicyFiles(name, resolve(around.directory, written), around)
  const text = files.map((file) => file.text).join('\0')
  const problems = [...found]
  const [main, ...included] = files.filter(({ yaml }) => !yaml.broken).map((file) => readSections(file, problems))
  const denial = main?.denial.value
  const fhir = upstream && fhirNamesOf(upstream)
  if (main !== undefined && fhir !== undefined) checkDenial(main.denial, fhir, problems)
  // Where a file is missing its names are missing as well, and every use of them would be reported.
  if (main === undefined || denial === undefined || !isWhole) {
    return { policy: defaultPolicy, text, problems, warnings: [] }
  }
  const policy = joinSections(main, included, problems)
  const context = contextOf(policy, fhir, issuers)
  const document = resolvePolicy(policy, context, problems)
  const paths = files.map(({ absolute }) => absolute)
  const tests = (main.tests.value ?? []).map((path) => resolve(dirname(resolve(around.directory, written)), path))
  return {
    policy: policyOf(document, denial, paths, tests),
    text,
    problems,
    warnings: [...remarksOn(policy, context), ...untrustedIssuersIn(policy, context)],
  }
}

const usual = ['everything', 'lastn', 'match', 'docref', 'validate', 'meta', 'expand', 'lookup', 'translate', 'submit']

function fhirNamesOf(upstream: SiteNames): FhirNames {
  const { fhirVersion, searchParameters, operations } = upstream
  const isPlain = searchParameters.length === 0 && operations.length === 0
  return {
    definitions: isPlain ? loadDefinitions(fhirVersion) : loadSiteDefinitions({ upstream }),
    elements: () => loadElements(fhirVersion),
    operations: [...usual, ...operations.map(({ name }) => name)],
  }
}

function checkDenial({ value, yaml }: Sections['denial'], { definitions }: FhirNames, problems: Problem[]): void {
  const report = reportOn(yaml, problems)
  for (const [index, { match }] of (value?.rules ?? []).entries()) {
    checkTypes(match.resources ?? [], ['denial', 'rules', index, 'match', 'resources'], definitions, report)
  }
}
