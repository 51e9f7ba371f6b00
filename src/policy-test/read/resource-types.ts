import type { Config } from '../../config/config.ts'
import { loadDefinitions } from '../../config/definitions/load-definitions.ts'
import { nearest } from '../../config/problems/nearest.ts'
import type { Problem } from '../../config/problems/problem.ts'
import { reportOn } from '../../config/problems/report.ts'
import type { PolicyTestFile } from './read.ts'

/** Checks that the resources of a file of tests are of types that the FHIR version has. */
export function checkResourceTypes({ document, yaml }: PolicyTestFile, { upstream }: Config): readonly Problem[] {
  const problems: Problem[] = []
  const report = reportOn(yaml, problems)
  const definitions = loadDefinitions(upstream.fhirVersion)
  for (const [name, { resourceType }] of Object.entries(document.fixtures.resources)) {
    if (definitions.isResourceType(resourceType)) continue
    const path = ['fixtures', 'resources', name, 'resourceType']
    const known = nearest(resourceType, [...definitions.resourceTypes])
    report.problem(path, 'is not a resource type', `a type of FHIR ${upstream.fhirVersion}`, known)
  }
  return problems
}
