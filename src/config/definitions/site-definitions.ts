import type { Definitions } from '../../fhir/definitions/definitions.ts'
import { compilePath } from '../../fhir/path-walker.ts'
import type { ConfigDocument } from '../config.ts'
import { nearest } from '../problems/nearest.ts'
import type { Path, Report } from '../problems/problem.ts'

type Upstream = Pick<ConfigDocument['upstream'], 'operations' | 'searchParameters'>

/** Whether the site's operations and search parameters fit the FHIR version: types that exist, names that are free. */
export function checkSiteDefinitions(upstream: Upstream, definitions: Definitions, report: Report): void {
  for (const [index, { types, reveals }] of upstream.operations.entries()) {
    checkTypes(types, ['operations', index, 'types'], definitions, report)
    checkTypes(reveals, ['operations', index, 'reveals'], definitions, report)
  }
  for (const [index, parameter] of upstream.searchParameters.entries()) {
    const at = (key: string) => ['searchParameters', index, key]
    checkTypes(parameter.base, at('base'), definitions, report)
    checkTypes(parameter.targets, at('targets'), definitions, report)
    const taken = parameter.base.find((type) => definitions.searchParameter(type, parameter.code) !== undefined)
    if (taken !== undefined) {
      report.problem(
        at('code'),
        `is already a search parameter that FHIR defines for ${taken}`,
        'a code that FHIR does not use',
      )
    }
    if (parameter.expression !== undefined && compilePath(parameter.expression) === undefined) {
      report.problem(
        at('expression'),
        'cannot be evaluated here',
        'a path such as Patient.address.city, or no expression',
      )
    }
  }
}

/** Reports names that are no resource types of this FHIR version. */
export function checkTypes(types: readonly string[], path: Path, definitions: Definitions, report: Report): void {
  for (const [index, type] of types.entries()) {
    if (type === '*' || definitions.isResourceType(type)) continue
    const near = nearest(type, [...definitions.resourceTypes])
    report.problem([...path, index], `is not a resource type of FHIR ${definitions.version}`, 'a resource type', near)
  }
}
