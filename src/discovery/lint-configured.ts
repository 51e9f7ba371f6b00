import type { Config } from '../config/config.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import { siteOf } from './configured-site.ts'
import { type Finding, lintSmart } from './lint.ts'
import { smartDocument } from './smart-document.ts'

/** What the configuration alone tells of faults in the SMART document; what its issuer may add is not missed. */
export function lintConfigured(config: Config, definitions: Definitions): readonly Finding[] {
  const site = siteOf(config, definitions)
  return lintSmart(smartDocument({}, site), site)
}
