import { choiceName, type Elements, isPrimitive } from '../../fhir/patch/elements.ts'
import type { Attribute, Condition } from '../../policy/language.ts'
import { nearest } from '../problems/nearest.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault, FhirNames } from './context.ts'

/**
 * Reports attributes `resource.…` that are no element of any type of the rule. Such a one is never there, so that a
 * permit that asks for it permits nothing, and a deny denies everything.
 */
export function checkResourcePaths(
  condition: Condition,
  types: readonly string[] | undefined,
  path: Path,
  context: Context,
  fault: Fault,
): void {
  const { fhir } = context
  if (fhir === undefined) return
  for (const { attribute, at } of attributesIn(condition, path)) {
    if (attribute.root === 'resource') checkPath(attribute.path, types, at, fhir, fault)
  }
}

interface Placed {
  readonly attribute: Attribute
  readonly at: Path
}

function attributesIn(condition: Condition, path: Path): readonly Placed[] {
  if ('all' in condition) return condition.all.flatMap((each, index) => attributesIn(each, [...path, 'all', index]))
  if ('any' in condition) return condition.any.flatMap((each, index) => attributesIn(each, [...path, 'any', index]))
  if ('not' in condition) return attributesIn(condition.not, [...path, 'not'])
  if ('exists' in condition) return [{ attribute: condition.exists, at: [...path, 'exists'] }]
  const { test, attribute, operand } = condition
  const compared = 'attribute' in operand ? [{ attribute: operand.attribute, at: [...path, test, 1] }] : []
  return [{ attribute, at: [...path, test, 0] }, ...compared]
}

function checkPath(
  steps: readonly string[],
  types: readonly string[] | undefined,
  at: Path,
  { definitions, elements }: FhirNames,
  fault: Fault,
): void {
  const all = (types ?? [...definitions.resourceTypes]).filter((type) => definitions.isResourceType(type))
  const missing = all.length === 0 ? undefined : missingStep(steps, all, elements())
  if (missing === undefined) return
  const which = types === undefined ? 'any resource type' : all.join(', ')
  const near = nearest(steps[missing.index] as string, missing.names)
  const path = near && ['resource', ...steps.slice(0, missing.index), near, ...steps.slice(missing.index + 1)].join('.')
  const expected = 'the path of an element as JSON names it, such as resource.valueQuantity.value'
  fault(at, `is not an element of ${which} in FHIR ${definitions.version}`, expected, path)
}

/** Where a path ends to be one of any of the types, and the names that there are at that place. */
function missingStep(
  steps: readonly string[],
  types: readonly string[],
  elements: Elements,
): { readonly index: number; readonly names: readonly string[] } | undefined {
  let reached = types
  for (const [index, step] of steps.entries()) {
    // A resource of any type lies inside, such as one that is contained.
    if (index > 0 && reached.some((type) => type === 'Resource' || type === 'DomainResource')) return undefined
    if (index === 0 && step === 'resourceType') return steps.length === 1 ? undefined : { index: 1, names: [] }
    const next = reached.map((type) => below(type, step, elements)).filter((each) => each !== undefined)
    if (next.length === 0) return { index, names: reached.flatMap((type) => jsonNames(type, elements)) }
    reached = [...new Set(next.flat())]
  }
  return undefined
}

/** The types that a member of JSON can have (json.html#choice, #primitive); undefined when there is no such member. */
function below(type: string, name: string, elements: Elements): readonly string[] | undefined {
  if (isPrimitive(type)) return undefined
  if (name.startsWith('_')) return below(type, name.slice(1), elements)?.some(isPrimitive) ? ['Element'] : undefined
  const plain = elements.element(type, name)
  if (plain !== undefined && !plain.isChoice) return plain.types
  for (const { index } of name.matchAll(/[A-Z]/g)) {
    const choice = elements.element(type, name.slice(0, index))
    const found = choice?.isChoice ? choice.types.find((each) => choiceName(choice.name, each) === name) : undefined
    if (found !== undefined) return [found]
  }
  return undefined
}

function jsonNames(type: string, elements: Elements): readonly string[] {
  if (isPrimitive(type)) return []
  return elements
    .elementsOf(type)
    .flatMap(({ name, isChoice, types }) => (isChoice ? types.map((each) => choiceName(name, each)) : [name]))
}
