import { nearest } from '../problems/nearest.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault, FhirNames } from './context.ts'

/** Parameters that shape an answer or search across types (search.html#return, #has, history of http.html). */
const everywhere = new Set([
  ...['_include', '_revinclude', '_has', '_sort', '_count', '_total', '_summary', '_elements', '_contained'],
  ...['_containedType', '_filter', '_query', '_content', '_text', '_list', '_type', '_since', '_at', '_pretty'],
  ...['_format', 'patient'],
])

/** Reports names that are a search parameter of none of the types; without types, of none at all. */
export function checkParameters(
  written: readonly string[] | undefined,
  types: readonly string[] | undefined,
  path: Path,
  { fhir }: Context,
  fault: Fault,
): void {
  if (fhir === undefined || types?.length === 0) return
  for (const [index, name] of (written ?? []).entries()) {
    if (everywhere.has(name) || typesOf(types, fhir).some((type) => has(fhir, type, name))) continue
    const what = types === undefined ? 'is not a search parameter' : 'is not a search parameter of any type of the rule'
    fault([...path, index], what, 'the name of a search parameter, without modifier', nearParameter(name, types, fhir))
  }
}

/** Reports a parameter that is added to searches although some type of the rule does not have it. */
export function checkCommonParameter(
  name: string,
  types: readonly string[] | undefined,
  path: Path,
  { fhir }: Context,
  fault: Fault,
): void {
  if (fhir === undefined) return
  const without = typesOf(types, fhir).find((type) => fhir.definitions.isResourceType(type) && !has(fhir, type, name))
  if (without === undefined) return
  const expected =
    types === undefined
      ? 'a parameter of every type, or `resources` that have it'
      : 'a parameter that every type of the rule has'
  fault(path, `is not a search parameter of ${without}`, expected, nearParameter(name, [without], fhir))
}

function typesOf(types: readonly string[] | undefined, { definitions }: FhirNames): readonly string[] {
  return types ?? [...definitions.resourceTypes]
}

function has({ definitions }: FhirNames, type: string, name: string): boolean {
  return definitions.searchParameter(type, name) !== undefined
}

function nearParameter(
  name: string,
  types: readonly string[] | undefined,
  { definitions }: FhirNames,
): string | undefined {
  const known = (types ?? ['Observation']).flatMap((type) => definitions.searchParameters(type).map(({ code }) => code))
  return nearest(name, [...new Set(known)])
}
