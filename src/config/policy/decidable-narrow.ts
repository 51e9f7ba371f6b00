import { concreteTypes, targetsOf } from '../../fhir/search/parameters.ts'
import { matcherFor } from '../../scopes/constraint-matcher.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault, FhirNames } from './context.ts'

const PLACEHOLDER = /\$\{[^{}]*\}/g

/**
 * Reports a `narrow` that the gateway cannot check on a resource: the restriction would rest on the upstream alone. The value of
 * an attribute is not known yet, so the parameter passes when some kind of value could be checked.
 */
export function checkDecidable(
  parameter: string,
  value: string,
  types: readonly string[] | undefined,
  path: Path,
  { fhir }: Context,
  fault: Fault,
): void {
  if (fhir === undefined) return
  const known = (types ?? [...fhir.definitions.resourceTypes]).filter(
    (type) => fhir.definitions.searchParameter(type, parameter) !== undefined,
  )
  const untold = known.find((type) => !isDecidable(type, parameter, value, fhir))
  if (untold === undefined) return
  const what = `cannot be checked on a resource of type ${untold}, so the restriction would rest on the FHIR server alone`
  fault(path, what, 'a token, reference or uri parameter, with a value without prefix or modifier')
}

function isDecidable(type: string, parameter: string, value: string, { definitions }: FhirNames): boolean {
  const definition = definitions.searchParameter(type, parameter)!
  const targets = definition.type === 'reference' ? concreteTypes(definitions, targetsOf(definition)) : []
  const fillings = value.includes('${') ? ['x', 'urn:x', ...targets.map((target) => `${target}/x`)] : ['']
  return fillings.some((filling) => {
    const filled = value.replaceAll(PLACEHOLDER, filling)
    const matcher = matcherFor(type, [{ parameter, value: filled }], definitions)
    return 'isExact' in matcher && matcher.isExact
  })
}
