import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { readPolicy } from '../config/files/policy-file.ts'
import { type ReadFile, readFile } from '../config/files/read-file.ts'
import { parseConfig } from '../config/parse.ts'
import type { Problem } from '../config/problems/problem.ts'
import type { PolicyTestFile } from './read/read.ts'

/** Of a site without a configuration: nothing of it is reached. */
const plainSite = `
server: { publicUrl: "https://fhir.example.org/fhir", allowPlainText: true }
upstream: { url: "https://upstream.example.org/fhir", fhirVersion: R4 }
issuers: [{ issuer: "https://id.example.org" }]
`

/** The configuration of a site about which nothing is known but that it speaks R4. */
export function plainConfig(): Config {
  const around = { directory: '/', environment: {}, readFile }
  const parsed = parseConfig({ file: 'gatehouse.yaml', text: plainSite.trimStart() }, around)
  if ('problems' in parsed) throw new TypeError(`the plain site is not valid: ${JSON.stringify(parsed.problems)}`)
  return parsed.config
}

/**
 * The site that a file tests: the configuration with the policy that the file names. One that the configuration has
 * loaded already is taken from there, so that what is about to be put to work is what is tested.
 */
export function siteOf(file: PolicyTestFile, config: Config, read: ReadFile = readFile): Config | readonly Problem[] {
  const { policy: written, fhirVersion = config.upstream.fhirVersion } = file.document
  const upstream = { ...config.upstream, fhirVersion }
  const directory = dirname(file.absolute)
  const absolute = resolve(directory, written)
  if (config.policy.files[0] === absolute && fhirVersion === config.upstream.fhirVersion) return config
  const contents = read(absolute, Number.MAX_SAFE_INTEGER)
  if ('fault' in contents) {
    const text = { what: contents.fault, expected: 'the path of a policy file, relative to this one' }
    return [file.yaml.at(['policy'], 'value', text)]
  }
  const place = { configFile: join(dirname(file.name), 'gatehouse.yaml'), written, upstream }
  const { policy, problems } = readPolicy(place, { directory, environment: {}, readFile: read })
  return problems.length > 0 ? problems : { ...config, upstream, policy }
}
