import type { Config } from '../../config/config.ts'
import { loadDefinitions } from '../../config/definitions/load-definitions.ts'
import { createMetrics, type Metrics } from '../../observe/metrics.ts'

/** The metrics of this process, with the label values that the configuration allows. `worker`: its number among several. */
export function openMetrics(config: Config, worker?: number): Metrics {
  return createMetrics({
    resourceTypes: loadDefinitions(config.upstream.fhirVersion).resourceTypes,
    issuers: config.issuers.map(({ issuer }) => String(issuer)),
    clients: Object.keys(config.policy.document?.clients ?? {}),
    config: { version: config.version, sha256: config.sha256 },
    runtime: true,
    ...(worker !== undefined && { worker }),
  })
}
